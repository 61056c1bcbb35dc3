"""A hotel, guests who can be written to, and campaigns for all of them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from campaigns.actions.drafting import StepPlan, Wording, draft
from campaigns.actions.starting import start
from campaigns.models import Campaign, Enrolment, GuestFacts, Sent
from campaigns.running.stepping import step_due
from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Message
from tests.factories import GuestFactory, SegmentFactory, UserFactory
from tests.outbox.rows import NOON, reachable, template

DAY = timedelta(days=1)
PATIENT = {"weekly_cap": 50, "monthly_cap": 100, "min_gap_hours": 0}  # of a hotel that caps nothing


def counted(guest: Guest) -> Guest:
    """`guest`, whose facts were counted."""
    GuestFacts.objects.create(guest=guest, known_since=date(2026, 1, 1), counted_on=date(2026, 11, 21))
    return guest


def person(**fields: Any) -> Guest:
    """Somebody in every segment who agreed to marketing and has an e-mail address."""
    return counted(reachable(**fields))


def stranger(**fields: Any) -> Guest:
    """Somebody in every segment whom nobody may write to."""
    return counted(GuestFactory(**fields))


def plan(code: str = "spring", *, channels: Iterable[str] = ("email",), **fields: Any) -> StepPlan:
    """A step with one wording, by a template of its own."""
    of_wording = {name: fields.pop(name) for name in ("voucher_type", "points", "cost") if name in fields}
    return StepPlan(list(channels), [Wording(template(code), **of_wording)], **fields)


def drafted(hotel: Hotel, *steps: StepPlan, **fields: Any) -> Campaign:
    """A one-off for everybody, nobody held out."""
    made = {"name_en": "Spring", "name_zh": "春", "holdout_percent": 0, "by": UserFactory(), "at": NOON, **fields}
    if "occasion" not in made:
        made.setdefault("segment", SegmentFactory())
    return draft(hotel, steps=steps or [plan()], **made)


def started(hotel: Hotel, *steps: StepPlan, **fields: Any) -> Campaign:
    """The same, started at noon."""
    return start(drafted(hotel, *steps, **fields), by=UserFactory(), at=NOON)


def run(at: Any = NOON, **fields: Any) -> Counter[str]:
    """What the clock does."""
    return step_due(at=at, **fields)


def stands() -> list[tuple[int, str, str, str]]:
    """Guest, channel, state and reason of every message, in order of guests."""
    rows = Message.objects.order_by("guest", "pk")
    return [(row.guest_id or 0, row.channel, row.state, row.reason) for row in rows]


def of(guest: Guest) -> Enrolment:
    """The one enrolment of `guest`."""
    return Enrolment.objects.get(guest=guest)


def taken(guest: Guest) -> list[int]:
    """The steps that `guest` came to, by their order."""
    return list(Sent.objects.filter(guest=guest).order_by("step__order").values_list("step__order", flat=True))


def money(text: str) -> Decimal:
    """An amount."""
    return Decimal(text)
