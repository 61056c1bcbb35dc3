"""What the marketing manager sets up in Django's admin: the rules of segments, and offers.

Next door: ``campaigns.views`` (pages of their own, and the answers that the page of a rule asks for).
"""

from . import offers, segments

__all__ = ["offers", "segments"]
