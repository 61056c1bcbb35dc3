"""The tables of the guests app, one module per subject."""

from .company import Company
from .consent import Consent, Notice, Signature
from .contact import Contact, IdentityDocument
from .guest import Guest, NameKey, VipLevel
from .merge import Merge
from .people import Relationship, SpecialDate
from .preference import GuestTag, Tag, TagCategory
from .touchpoint import Touchpoint

__all__ = [
    "Company",
    "Consent",
    "Contact",
    "Guest",
    "GuestTag",
    "IdentityDocument",
    "Merge",
    "NameKey",
    "Notice",
    "Relationship",
    "Signature",
    "SpecialDate",
    "Tag",
    "TagCategory",
    "Touchpoint",
    "VipLevel",
]
