"""The gate's statement against the slow reference, over invented guests at awkward moments."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.gate.asking import Question, ask
from hotelcrm.outbox.models import MessagePolicy, Suppression
from tests.factories import ContactFactory, GuestFactory, HotelFactory

from .gate_reference import KINDS, judge
from .rows import agree, sent

pytestmark = pytest.mark.django_db

# Around clock changes of Lisbon and New York, the last of February, new year, and an ordinary day.
MOMENTS = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 2, 28, 16, tzinfo=UTC),
    datetime(2028, 2, 29, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 16, tzinfo=UTC),
    datetime(2026, 6, 10, 4, tzinfo=UTC),
)
ZONES = ("", "Europe/Lisbon", "America/New_York", "Asia/Shanghai")
PURPOSES = ("marketing", "surveys", "service")
minutes = st.integers(-36 * 60, 36 * 60).map(lambda count: timedelta(minutes=count))
half_hours = st.integers(0, 47).map(lambda count: time(count // 2, count % 2 * 30))
# Just inside, at and just outside of each window, and anywhere.
since = st.one_of(
    st.builds(
        lambda days, off: timedelta(days=days, minutes=off), st.sampled_from([0, 1, 2, 7, 30]), st.integers(-1, 1)
    ),
    st.integers(0, 32 * 24).map(lambda count: timedelta(hours=count)),
)


def often(value: Any, other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly `value`: a guest whom everything keeps says little about each single thing."""
    return st.sampled_from(range(12)).flatmap(lambda number: other if number == 11 else st.just(value))


@st.composite
def births(draw: st.DrawFn) -> dict[str, Any]:
    """Around eighteen, by the day, the month alone, the year alone or not at all; by either calendar."""
    year = draw(st.sampled_from([None, None, None, 1980, 2007, 2008, 2009, 2010]))
    day = draw(st.sampled_from([(None, None), (2, 28), (2, 29), (3, 1), (6, 10), (12, 31), (1, 1), (10, 25)]))
    lunar = draw(often(False, st.just(True)))
    return {"birth_year": year, "birth_month": day[0], "birth_day": day[1], "birth_is_lunar": lunar}


policies = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "quiet_from": half_hours,
            "quiet_until": half_hours,
            "weekly_cap": often(2, st.integers(0, 3)),
            "monthly_cap": st.integers(3, 4),
            "min_gap_hours": st.sampled_from([0, 1, 24, 48, 720]),
            "adult_age": st.sampled_from([16, 18]),
        }
    ),
)
answers = st.lists(
    st.tuples(
        st.sampled_from(["marketing", "surveys", "profiling"]),
        st.sampled_from(["any", "any", "email", "sms"]),
        often("given", st.sampled_from(["refused", "withdrawn"])),
        st.integers(1, 4),  # hours ago: equal ones are told apart by their order
        often(False, st.just(True)),  # by a profile that was merged since
    ),
    max_size=6,
)
contacts = st.lists(
    st.tuples(
        st.sampled_from(["email", "phone"]),
        st.booleans(),
        often(False, st.just(True)),
        st.integers(0, 2),
        often(None, st.sampled_from(["dead", "complaint", "unsubscribed", "lifted", "elsewhere"])),
    ),
    min_size=1,
    max_size=4,
)
questions = st.lists(
    st.tuples(
        st.sampled_from(["email", "email", "sms"]),
        often("marketing", st.sampled_from(PURPOSES)),
        st.booleans(),
        often(timedelta(0), minutes),
        st.one_of(st.none(), st.none(), st.integers(0, 96).map(lambda count: timedelta(hours=count))),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_statement_says_what_the_reference_says(data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(MOMENTS)) + data.draw(minutes)
    with transaction.atomic():
        hotel = _hotel(data.draw(policies), data.draw(st.sampled_from(ZONES[1:])))
        guest = _guest(data, hotel, at)
        asked = [
            Question(guest.pk, hotel.pk, channel, purpose, is_generic, at + due, at + max(due, timedelta(0)) + lasts)
            if lasts is not None
            else Question(guest.pk, hotel.pk, channel, purpose, is_generic, at + due)
            for channel, purpose, is_generic, due, lasts in data.draw(questions)
        ]

        found = [(verdict.reason, verdict.later) for verdict in ask(asked, at=at)]

        assert found == [judge(question, at=at) for question in asked]
        transaction.set_rollback(True)


def _hotel(policy: dict[str, Any] | None, zone: str) -> Hotel:
    hotel = HotelFactory(time_zone=zone)
    if policy is not None:
        MessagePolicy.objects.create(hotel=hotel, **policy)
    return hotel


def _guest(data: st.DataObject, hotel: Hotel, at: datetime) -> Guest:
    guest = GuestFactory(
        time_zone=data.draw(st.sampled_from(ZONES)),
        generic_offers_only=data.draw(often(False, st.just(True))),
        restricted_at=data.draw(often(None, st.just(at))),
        erased_at=data.draw(often(None, st.just(at))) if data.draw(st.booleans()) else None,
        **data.draw(births()),
    )
    absorbed = GuestFactory(merged_into=guest)
    for purpose in ("marketing", "surveys"):
        agree(guest, purpose, at=at - timedelta(days=9))
    for purpose, channel, decision, hours, by_other in data.draw(answers):
        agree(absorbed if by_other else guest, purpose, channel, decision, at - timedelta(hours=hours))
    for number, (kind, is_primary, is_bounced, age, why) in enumerate(data.draw(contacts)):
        _contact(guest, number, kind, is_primary, at if is_bounced else None, at - timedelta(days=age), why)
    for number, ago in enumerate(data.draw(st.lists(since, max_size=6))):
        purpose = data.draw(often("marketing", st.sampled_from(PURPOSES)))
        sent(guest, hotel, handed_at=at - ago, purpose=purpose, key=f"sent:{number}")
    return guest


def _contact(
    guest: Guest,
    number: int,
    kind: str,
    is_primary: bool,
    bounced_at: datetime | None,
    created_at: datetime,
    why: str | None,
) -> None:
    first = is_primary and not guest.contacts.filter(kind=kind, is_primary=True).exists()
    value = f"{number}@example.com"
    contact = ContactFactory(
        guest=guest, kind=kind, value=value, is_primary=first, bounced_at=bounced_at, created_at=created_at
    )
    if why is not None:
        channel = next(road for road, of in KINDS.items() if of == kind)
        Suppression.objects.create(
            value_index=contact.value_index,
            channel="wecom" if why == "elsewhere" else channel,
            why=Suppression.Why.DEAD if why in {"lifted", "elsewhere"} else why,
            at=created_at,
            lifted_at=created_at if why == "lifted" else None,
        )
