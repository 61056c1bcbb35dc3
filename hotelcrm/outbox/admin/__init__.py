"""What administrators set up for messages in Django's admin: by which road each channel leaves the house, and when.

Next door: ``hotelcrm.outbox.views`` (messages, mailings and templates, for those who write them).
"""

from . import policies, senders

__all__ = ["policies", "senders"]
