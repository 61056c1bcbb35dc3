"""Entering somebody the hotel does not know yet, in the same transaction as the stay that brings them."""

from dataclasses import dataclass
from datetime import datetime

from guests.actions import create_guest
from guests.models import Contact, Guest
from hotelcrm.accounts.models import Hotel, User


@dataclass(frozen=True)
class NewGuest:
    """The least one asks of somebody new."""

    full_name: str
    phone: str = ""
    language: str = ""


def enter(new: NewGuest, hotel: Hotel, *, by: User, at: datetime) -> Guest:
    """Create the guest and return it; raises what `guests.actions.create_guest` raises."""
    contacts = [(Contact.Kind.PHONE.value, new.phone)] if new.phone else []
    return create_guest(full_name=new.full_name, language=new.language, contacts=contacts, by=by, at=at, hotel=hotel)
