"""What administrators set up for messages in Django's admin: by which road each channel leaves the house.

Next door: ``hotelcrm.outbox.views`` (messages, mailings and templates, for those who write them).
"""

from . import senders

__all__ = ["senders"]
