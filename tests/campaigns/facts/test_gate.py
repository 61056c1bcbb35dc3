"""Whom offers reach, by the facts and by the gate: the same, for random guests."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.facts.counting import count_these
from campaigns.models import GuestFacts
from guests.consent import by_profile, holds, latest
from guests.models import Consent, Contact, Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.gate.asking import Question, ask
from hotelcrm.outbox.models import MessagePolicy, Suppression
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory

FOR_NOW = {"", "minor", "quiet_hours", "weekly_cap", "monthly_cap", "min_gap"}  # not for the facts to say
ROADS = {"email": "email", "sms": "phone", "wecom": "wecom"}
DAY = timedelta(days=1)
days = st.integers(0, 3)
index = st.sampled_from([b"a", b"b", b"c"])


def _one_primary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: set[str] = set()
    for row in rows:
        row["is_primary"] = row["is_primary"] and row["kind"] not in seen
        seen.update([row["kind"]] if row["is_primary"] else [])
    return rows


contacts = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["email", "phone", "wecom", "wechat"]),
            "value_index": index,
            "is_primary": st.booleans(),
            "bounced_at": st.sampled_from([None, None, NOW]),
            "created_at": days.map(lambda n: NOW - n * DAY),
        }
    ),
    max_size=5,
    unique_by=(lambda row: (row["kind"], row["value_index"]),),
).map(_one_primary)
answers = st.lists(
    st.fixed_dictionaries(
        {
            "guest": st.sampled_from(["guest", "absorbed"]),
            "purpose": st.sampled_from(["marketing", "marketing", "surveys", "profiling"]),
            "channel": st.sampled_from(["any", "any", "email", "sms", "wecom", "phone"]),
            "decision": st.sampled_from(["given", "given", "refused", "withdrawn"]),
            "at": days.map(lambda n: NOW - n * DAY),
        }
    ),
    max_size=6,
)
suppressions = st.lists(
    st.fixed_dictionaries(
        {
            "channel": st.sampled_from(list(ROADS)),
            "value_index": index,
            "why": st.sampled_from(["dead", "unsubscribed"]),
            "lifted_at": st.sampled_from([None, None, NOW]),
        }
    ),
    max_size=2,
    unique_by=(lambda row: (row["channel"], row["value_index"], row["why"]),),
)
wishes = st.fixed_dictionaries(
    {"generic_offers_only": st.booleans(), "restricted_at": st.sampled_from([None, None, None, NOW])}
)


@pytest.fixture
def hotel(db: None) -> Hotel:
    hotel = HotelFactory()
    MessagePolicy.objects.create(hotel=hotel, weekly_cap=3, monthly_cap=9)
    return hotel


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(contacts, answers, wishes), min_size=4, max_size=4), suppressions)
def test_facts_and_gate_agree(hotel, people, suppressions):
    with transaction.atomic():
        guests = [_guest(*one) for one in people]
        Suppression.objects.bulk_create(Suppression(**row, at=NOW) for row in suppressions)
        count_these(Guest.objects.values_list("pk", flat=True), today=TODAY)

        assert GuestFacts.objects.count() == len(guests)
        for guest, (addresses, *_rest) in zip(guests, people, strict=True):
            facts, kinds = GuestFacts.objects.get(guest=guest), {row["kind"] for row in addresses}
            held = {(one.purpose, one.channel): one for one in latest(guest)}
            assert [getattr(facts, f"reach_{road}") for road in ROADS] == _reached(guest, hotel)
            assert [getattr(facts, f"has_{kind}") for kind in ROADS.values()] == [x in kinds for x in ROADS.values()]
            assert facts.is_generic_only == (not by_profile(guest, held))
            assert facts.agrees_to_profiling == holds(guest, "profiling")
            assert facts.agrees_to_surveys == any(holds(guest, "surveys", road) for road in ROADS)
            assert facts.is_restricted == (guest.restricted_at is not None)
        transaction.set_rollback(True)


def _guest(addresses: list[dict[str, Any]], said: list[dict[str, Any]], wanted: dict[str, Any]) -> Guest:
    guest = GuestFactory(**wanted)
    speakers = {"guest": guest, "absorbed": GuestFactory(merged_into=guest)}
    Contact.objects.bulk_create(Contact(guest=guest, **row) for row in addresses)
    Consent.objects.bulk_create(Consent(**row | {"guest": speakers[row["guest"]], "evidence": "desk"}) for row in said)
    return guest


def _reached(guest: Guest, hotel: Hotel) -> list[bool]:
    questions = [Question(guest.pk, hotel.pk, road, "marketing", is_generic=True, due_at=NOW) for road in ROADS]
    return [verdict.reason in FOR_NOW for verdict in ask(questions, at=NOW)]
