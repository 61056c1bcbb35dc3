"""What staff do with stays. Each action is one transaction; locks are taken in the order hotel, guest, stay.

A `Refused` says in a sentence which rule forbids it; `movements` moves a stay through its life, `rooms` gives out
rooms, `people` says who stays, `charges` keeps the bill, `walk_in` opens a stay at the desk.
"""

from .charges import ChargeDiffers, OtherCurrency, Posting, post_charge, recount
from .doubts import RoomPromised, RoomUnheardOf
from .entering import NewGuest
from .movements import (
    AlreadyCheckedIn,
    AlreadyCheckedOut,
    MovedByPropertySystem,
    NoGuest,
    NotBooked,
    NotDue,
    NotInHouse,
    StillExpected,
    TooLateToUndo,
    cancel,
    check_in,
    check_out,
    mark_no_show,
    reinstate,
    undo_check_in,
    undo_check_out,
)
from .people import (
    GuestIsGone,
    HasAnotherGuest,
    IsTheGuest,
    add_companion,
    attach_guest,
    detach_guest,
    remove_companion,
    tell_so_far,
)
from .refusal import Doubtful, Refused
from .rooms import NoRoom, RoomTaken, StayIsOver, assign_room
from .walk_in import SOURCE as DESK
from .walk_in import WalkIn, walk_in

__all__ = [
    "DESK",
    "AlreadyCheckedIn",
    "AlreadyCheckedOut",
    "ChargeDiffers",
    "Doubtful",
    "GuestIsGone",
    "HasAnotherGuest",
    "IsTheGuest",
    "MovedByPropertySystem",
    "NewGuest",
    "NoGuest",
    "NoRoom",
    "NotBooked",
    "NotDue",
    "NotInHouse",
    "OtherCurrency",
    "Posting",
    "Refused",
    "RoomPromised",
    "RoomTaken",
    "RoomUnheardOf",
    "StayIsOver",
    "StillExpected",
    "TooLateToUndo",
    "WalkIn",
    "add_companion",
    "assign_room",
    "attach_guest",
    "cancel",
    "check_in",
    "check_out",
    "detach_guest",
    "mark_no_show",
    "post_charge",
    "recount",
    "reinstate",
    "remove_companion",
    "tell_so_far",
    "undo_check_in",
    "undo_check_out",
    "walk_in",
]
