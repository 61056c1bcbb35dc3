"""A campaign for an occasion, and who it names when."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from campaigns.facts.counting import count_these
from campaigns.models import Campaign, CampaignState
from campaigns.occasions.registry import OCCASIONS
from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from tests.factories import CampaignFactory, GuestFactory, HotelFactory, StayFactory, StepFactory, VariantFactory

DAY = timedelta(days=1)


def campaign_for(occasion: str, *, hotel: Hotel | None = None, **fields: Any) -> Campaign:
    """It runs, for everybody, and holds nobody out."""
    facts = {"segment": None, "holdout_percent": 0, "state": CampaignState.RUNNING, **fields}
    campaign = CampaignFactory(hotel=hotel or HotelFactory(), occasion=occasion, **facts)
    VariantFactory(step=StepFactory(campaign=campaign))
    return campaign


def clock(day: date, time: str = "09:00", zone: str = "+08:00") -> datetime:
    """An hour of a day, in Hangzhou."""
    return datetime.fromisoformat(f"{day.isoformat()}T{time}{zone}")


def named(campaign: Campaign, at: datetime) -> dict[int, str]:
    """Whom the occasion names at `at`, by guest the key; guests are counted as of that day."""
    count(campaign, at)
    return asked(campaign, at)


def count(campaign: Campaign, at: datetime) -> None:
    """Count everybody."""
    count_these(list(Guest.objects.values_list("pk", flat=True)), today=campaign.hotel.today(at))


def asked(campaign: Campaign, at: datetime) -> dict[int, str]:
    """The same of guests who are counted."""
    rows = OCCASIONS[campaign.occasion].due(campaign, at=at)
    with connection.cursor() as cursor:
        cursor.execute(rows.sql, rows.params)
        found = [(guest, key) for guest, key, *_rest in cursor.fetchall()]
    assert len(found) == len(set(found))
    return dict(found)


def days_named(campaign: Campaign, first: date, days: int = 40) -> list[date]:
    """On which days from `first` on it names anybody at noon; guests are counted on the first."""
    count(campaign, clock(first, "12:00"))
    return [day for day in (first + n * DAY for n in range(days)) if asked(campaign, clock(day, "12:00"))]


def left(hotel: Hotel, guest: Guest, departure: date, *, nights: int = 1, **fields: Any) -> Any:
    """A completed stay."""
    facts = {"arrival": departure - nights * DAY, "departure": departure, "status": "checked_out", **fields}
    return StayFactory(hotel=hotel, guest=guest, **facts)


def regular(hotel: Hotel, *departures: date) -> Guest:
    """A guest with completed stays of a night."""
    guest: Guest = GuestFactory()
    for departure in departures:
        left(hotel, guest, departure)
    return guest
