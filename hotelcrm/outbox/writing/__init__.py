"""Writing a message: values, Liquid, MJML, and what came of it.

``values`` is the allow-list of what templates may say, entered by the rooms that know; ``rendering`` fills templates
for many messages at once. Next door: ``hotelcrm.outbox.models.template`` (what marketers typed), ``delivery``, which
asks for the text in the moment of sending.
"""
