"""Writing a message: values, Liquid, MJML, and what came of it.

``values`` is the allow-list of what templates may say, entered by the rooms that know (``known`` holds the guest, the
hotel and the links); ``compiling`` turns what was typed (``paragraphs``, ``mjml``, ``blocks``) into HTML and plain text
with Liquid in them when a text is saved, ``checking`` says before that what is wrong with it, and ``rendering`` fills
it for many messages at once in the moment of sending; ``previewing`` does so for one that is not saved. What guests
typed passes ``harmless`` and is escaped.

Next door: ``hotelcrm.outbox.models.template`` (what marketers typed), ``delivery``, which asks for the text,
``actions`` (templates saved, tests sent), ``transports`` (signature and opt-out words of a text message).
"""
