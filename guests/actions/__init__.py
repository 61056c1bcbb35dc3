"""Everything that changes what is known about a guest, one module per subject.

Each action locks the guest first (the profile that absorbed it, if it was merged away: late facts land on the
survivor), leaves a trail of who did it, and is harmless when repeated. Next door: ``guests.merging`` lists
what moves in a merge, ``guests.timeline`` writes what happened.
"""

from .consents import Answer, AskedTooSoonError, NoNoticeError, end_each, record_consent, record_signed
from .contacts import (
    ReasonMissingError,
    add_contact,
    add_document,
    make_primary,
    mark_bounced,
    mark_verified,
    remove_contact,
    remove_document,
    reveal_contact,
    reveal_document,
)
from .merging import CannotUndoError, merge_guests, undo_merge
from .people import (
    SamePersonError,
    add_relationship,
    add_special_date,
    remove_relationship,
    remove_special_date,
)
from .preferences import (
    ConsentMissingError,
    NothingToUndoError,
    correct,
    forget_withheld,
    observe,
    reinstate,
    unobserve,
    withdraw,
)
from .profiles import GoneError, NamelessError, Profile, StaleEditError, create_guest, edit_guest, index_names, lock
from .restricting import lift_restriction, restrict

__all__ = [
    "Answer",
    "AskedTooSoonError",
    "CannotUndoError",
    "ConsentMissingError",
    "GoneError",
    "NamelessError",
    "NoNoticeError",
    "NothingToUndoError",
    "Profile",
    "ReasonMissingError",
    "SamePersonError",
    "StaleEditError",
    "add_contact",
    "add_document",
    "add_relationship",
    "add_special_date",
    "correct",
    "create_guest",
    "edit_guest",
    "end_each",
    "forget_withheld",
    "index_names",
    "lift_restriction",
    "lock",
    "make_primary",
    "mark_bounced",
    "mark_verified",
    "merge_guests",
    "observe",
    "record_consent",
    "record_signed",
    "reinstate",
    "remove_contact",
    "remove_document",
    "remove_relationship",
    "remove_special_date",
    "restrict",
    "reveal_contact",
    "reveal_document",
    "undo_merge",
    "unobserve",
    "withdraw",
]
