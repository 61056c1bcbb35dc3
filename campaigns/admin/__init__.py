"""What the marketing manager sets up in Django's admin: the rules of segments.

Next door: ``campaigns.views`` (pages of their own, and the answers that the page of a rule asks for).
"""

from . import segments

__all__ = ["segments"]
