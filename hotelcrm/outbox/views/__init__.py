"""The pages and doors of the outbox: those of staff under ``/messages/``, those of guests and providers under ``/m/``.

Next door: ``hotelcrm.outbox.forms`` (what they ask for), ``hotelcrm.outbox.queries`` (what they show).
"""
