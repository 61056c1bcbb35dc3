"""Guests on file who may be the one that is being entered for a stay, and what somebody said of them."""

from typing import Any

from guests.queries.duplicates import Hint, Sought, is_settled, likely
from hotelcrm.accounts.http import StaffRequest


def hints(request: StaffRequest) -> list[Hint]:
    """Those like what is typed. It is posted: names and numbers belong in no address."""
    return likely(Sought.typed(request.POST, country=request.hotel.country))


def known(request: StaffRequest) -> dict[str, Any]:
    """What ``guests/_duplicates.html`` needs; what was ruled out stays so while somebody mends the rest."""
    found = hints(request)
    return {"hints": found, "use": True, "is_ruled_out": is_ruled_out(request, found)}


def is_ruled_out(request: StaffRequest, found: list[Hint]) -> bool:
    """Whether somebody was asked about every strong hint and said that it is another person."""
    return is_settled(found, ruled_out=request.POST.get("ruled_out", ""))
