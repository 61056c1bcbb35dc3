"""What staff, rooms above and providers do with messages: queue them, stop mailings, suppress addresses.

Next door: ``hotelcrm.outbox.delivery`` (the messages' way out), ``queries`` (what pages show of them).
"""
