"""Whatever facts depend on is changed, by the ORM, by raw SQL and by import: the row is what a rebuild makes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from campaigns.facts.counting import count_all, count_changed
from campaigns.models import GuestChange, GuestFacts
from guests.actions import merge_guests, undo_merge
from guests.models import Consent, Contact, Guest, GuestTag, Relationship
from hotelcrm.ingest.models import Kind
from loyalty import ledger
from loyalty.models import CurrencyRate, Member, Programme, Tier
from stays.actions import cancel, check_in
from stays.models import Stay
from tests.factories import NOW, TODAY, ChargeFactory, GuestFactory, HotelFactory, StayFactory, UserFactory
from tests.ingest.files import applied, undone

from .world import DAY, build, difference, drain, rebuilt, rows

pytestmark = pytest.mark.django_db

GUEST = "UPDATE guests_guest SET {} WHERE id = %(guest)s"
STAY = "UPDATE stays_stay SET {} WHERE id = %(first)s"
MEMBER = "UPDATE loyalty_member SET {} WHERE id = %(member)s"
# Each changes what is known of somebody, or it would prove nothing.
STATEMENTS = (
    GUEST.format("family_name = ''"),
    GUEST.format("given_name = ''"),
    GUEST.format("gender = 'M'"),
    GUEST.format("birth_year = 1971"),
    GUEST.format("birth_month = 3"),
    GUEST.format("birth_day = 28"),
    GUEST.format("birth_is_lunar = true"),
    GUEST.format("language = ''"),
    GUEST.format("nationality = 'JP'"),
    GUEST.format("company_id = NULL"),
    GUEST.format("vip_level = 3"),
    GUEST.format("time_zone = 'Asia/Tokyo'"),
    GUEST.format("generic_offers_only = true"),
    GUEST.format("restricted_at = now()"),
    GUEST.format("erased_at = now()"),
    GUEST.format("merged_into_id = %(friend)s"),
    GUEST.format("created_at = created_at - interval '3000 days'"),
    "UPDATE guests_guest SET merged_into_id = NULL WHERE id = %(absorbed)s",
    "UPDATE guests_company SET is_key = false",
    "UPDATE guests_company SET is_active = false",
    "UPDATE guests_contact SET is_primary = false WHERE kind = 'email'",
    "UPDATE guests_contact SET bounced_at = now() WHERE kind = 'phone'",
    "UPDATE guests_contact SET kind = 'wechat' WHERE kind = 'phone'",
    "UPDATE guests_contact SET value_index = 'dead' WHERE is_primary AND kind = 'email'",
    "UPDATE guests_contact SET guest_id = %(friend)s WHERE kind = 'wecom'",
    "DELETE FROM guests_contact WHERE kind = 'phone'",
    "UPDATE guests_guesttag SET withdrawn_at = now()",
    "UPDATE guests_guesttag SET tag_id = %(other_tag)s",
    "UPDATE guests_guesttag SET guest_id = %(friend)s",
    "DELETE FROM guests_guesttag",
    "UPDATE guests_tag SET is_sensitive = true WHERE id = %(tag)s",
    "UPDATE guests_relationship SET kind = 'friend' WHERE guest_id = %(friend)s",
    "UPDATE guests_relationship SET other_id = %(stranger)s WHERE guest_id = %(friend)s",
    "DELETE FROM guests_relationship WHERE guest_id = %(stranger)s",
    """INSERT INTO guests_consent (guest_id, purpose, channel, decision, evidence, at)
    VALUES (%(guest)s, 'marketing', 'sms', 'refused', 'desk', now())""",
    """INSERT INTO guests_consent (guest_id, purpose, channel, decision, evidence, at)
    VALUES (%(absorbed)s, 'marketing', 'any', 'withdrawn', 'desk', now() + interval '1 day')""",
    STAY.format("guest_id = NULL"),
    STAY.format("guest_id = %(friend)s"),
    STAY.format("status = 'no_show'"),
    STAY.format("status = 'cancelled'"),
    STAY.format("status = 'booked', arrival = DATE '2027-01-01', departure = DATE '2027-01-02'"),
    STAY.format("booked_on = booked_on - 100"),
    STAY.format("arrival = arrival - 1"),
    STAY.format("departure = departure + 1"),
    STAY.format("children = 1"),
    STAY.format("infants = 1"),
    STAY.format("room_revenue = 7"),
    STAY.format("other_revenue = 7"),
    STAY.format("currency = 'EUR'"),
    STAY.format("currency = 'USD'"),
    STAY.format("purpose = 'family'"),
    "UPDATE stays_stay SET hotel_id = %(other_hotel)s WHERE guest_id = %(guest)s",
    "UPDATE stays_stay SET room_type_id = %(other_room_type)s WHERE guest_id = %(guest)s",
    "UPDATE stays_stay SET channel_id = %(ota)s WHERE id = %(second)s",
    "UPDATE stays_stay SET arrival = arrival + 1, departure = departure + 1 WHERE id = %(booked)s",
    "UPDATE stays_stay SET status = 'in_house', checked_in_at = now() WHERE id = %(booked)s",
    "DELETE FROM stays_stay WHERE id = %(booked)s",
    "UPDATE stays_stay SET room_revenue = 9 WHERE id = %(friends)s",
    "UPDATE stays_charge SET amount = 8 WHERE stay_id = %(first)s",
    "UPDATE stays_charge SET department = 'meeting' WHERE stay_id = %(first)s",
    "UPDATE stays_charge SET department = 'other' WHERE stay_id = %(first)s",
    "UPDATE stays_charge SET currency = 'EUR' WHERE stay_id = %(first)s",
    "UPDATE stays_charge SET stay_id = %(friends)s WHERE stay_id = %(first)s",
    "DELETE FROM stays_charge WHERE stay_id = %(first)s",
    "UPDATE stays_channel SET kind = 'agent'",
    MEMBER.format("tier_id = %(silver)s"),
    MEMBER.format("tier_until = DATE '2027-12-31'"),
    MEMBER.format("balance = 400"),
    MEMBER.format("joined_on = joined_on + 290"),
    MEMBER.format("closed_on = joined_on"),
    MEMBER.format("merged_into_id = %(old_account)s"),
    MEMBER.format("guest_id = %(stranger)s"),
    "UPDATE loyalty_member SET merged_into_id = NULL WHERE id = %(old_account)s",
    "UPDATE loyalty_pointslot SET remaining = 1 WHERE id = %(lot)s",
    "UPDATE loyalty_pointslot SET expires_on = NULL WHERE id = %(lot)s",
    """INSERT INTO loyalty_pointsentry (member_id, kind, points, key, "on", at)
    VALUES (%(member)s, 'bonus', 1, 'now', DATE '2026-11-20', now())""",
    """INSERT INTO loyalty_pointsentry (member_id, kind, points, key, "on", at)
    VALUES (%(old_account)s, 'bonus', 1, 'now', DATE '2026-11-20', now())""",
    """INSERT INTO loyalty_tierchange (member_id, before_id, after_id, "on", why, at)
    SELECT id, %(silver)s, tier_id, DATE '2026-11-20', 'lapsed', now() FROM loyalty_member WHERE id = %(member)s""",
    "UPDATE loyalty_stayclaim SET state = 'open' WHERE stay_id = %(claimed)s",
    "UPDATE loyalty_stayclaim SET stay_id = NULL WHERE stay_id = %(claimed)s",
    "UPDATE loyalty_tier SET nights = 99 WHERE id = %(silver)s",
    "UPDATE loyalty_tier SET stays = 99 WHERE id = %(silver)s",
    "UPDATE loyalty_tier SET rank = rank + 10 WHERE rank > 0",
    "UPDATE loyalty_programme SET currency = 'EUR'",
    "UPDATE loyalty_programme SET time_zone = 'Pacific/Pago_Pago'",
    """UPDATE loyalty_programme SET "window" = CASE "window" WHEN 'rolling' THEN 'calendar_year' ELSE 'rolling' END""",
    "UPDATE loyalty_voucher SET state = 'void', voided_at = now()",
    "UPDATE loyalty_voucher SET valid_until = valid_until + 1",
    "UPDATE loyalty_voucher SET guest_id = %(friend)s",
    "UPDATE feedback_ticket SET state = 'resolved', resolved_at = now()",
    "UPDATE feedback_ticket SET opened_at = opened_at - interval '9 days'",
    "UPDATE feedback_ticket SET guest_id = %(friend)s",
    "UPDATE feedback_invitation SET finished_at = NULL",
    "UPDATE feedback_invitation SET nps = 9",
    "UPDATE feedback_invitation SET csat = 1",
    "UPDATE feedback_invitation SET guest_id = %(friend)s",
    "UPDATE feedback_review SET rating = 2",
    "UPDATE feedback_review SET guest_id = %(friend)s",
    "DELETE FROM feedback_review",
    """INSERT INTO outbox_suppression (channel, value_index, why, note, at)
    SELECT 'sms', value_index, 'dead', '', now() FROM guests_contact WHERE kind = 'phone'""",
)


def _told(change: Callable[[], object]) -> tuple[bool, list[Any]]:
    """Whether `change` made a difference, and where the row is another than after a rebuild; then it is undone."""
    with transaction.atomic():
        before = rows()
        change()
        drain()
        after = rows()
        found = bool(difference(before, after)), difference(after, rebuilt())
        transaction.set_rollback(True)
    return found


def test_raw_sql_is_heard_and_counted_as_a_rebuild_counts():
    world = build()
    drain()
    assert difference(rows(), rebuilt()) == []
    wrong = {}
    for statement in STATEMENTS:

        def change(statement: str = statement) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, world.names)

        mattered, differs = _told(change)
        if differs or not mattered:
            wrong[statement] = differs or "made no difference"

    assert wrong == {}, wrong


def test_a_rate_less_or_a_tier_more_concerns_everybody():
    world = build()
    Stay.objects.filter(pk=world.first).update(currency="EUR")
    drain()
    changes: tuple[Callable[[], object], ...] = (
        lambda: CurrencyRate.objects.update(worth=7),
        lambda: CurrencyRate.objects.all().delete(),
        lambda: Tier.objects.filter(rank=3).update(rank=9),
        lambda: Tier.objects.create(code="top", rank=99, nights=99, stays=40),
    )
    Member.objects.filter(pk=world.member).update(tier=Tier.objects.order_by("-rank")[0])
    drain()

    assert [_told(change) for change in changes] == [(True, [])] * 4


def test_the_orm_is_heard():
    world = build()
    drain()
    guest, user = Guest.objects.get(pk=world.guest), UserFactory()
    hotel = Stay.objects.get(pk=world.booked).hotel
    done = {"hotel": hotel, "status": "checked_out", "arrival": TODAY - 3 * DAY}
    changes: dict[str, Callable[[], object]] = {
        "a guest is new": GuestFactory,
        "a guest is saved": lambda: Guest.objects.filter(pk=guest.pk).update(vip_level=2),
        "an address comes": lambda: Contact.objects.create(guest_id=world.friend, kind="email", value_index=b"x"),
        "a preference comes": lambda: GuestTag.objects.create(
            guest_id=world.friend, tag_id=world.tag, source="stated", first_noted_at=NOW, noted_at=NOW
        ),
        "answers come in bulk": lambda: Consent.objects.bulk_create(
            Consent(guest_id=pk, purpose="surveys", channel="any", decision="given", evidence="desk", at=NOW)
            for pk in (world.friend, world.stranger)
        ),
        "a stay comes": lambda: StayFactory(guest=guest, **done),
        "a charge comes": lambda: ChargeFactory(stay_id=world.second, stay=Stay.objects.get(pk=world.second)),
        "stays are changed in bulk": lambda: Stay.objects.filter(guest__isnull=False).update(other_revenue=3),
        "somebody is referred": lambda: Relationship.objects.create(
            guest_id=world.guest, other_id=world.stranger, kind="referred_by"
        ),
        "a booking is cancelled": lambda: cancel(Stay.objects.get(pk=world.booked), by=user, at=NOW),
        "points are given": lambda: ledger.credit(
            ledger.Posting(world.member, 90, "bonus", "gift", NOW, TODAY), programme=Programme.current()
        ),
        "a member is gone": lambda: Member.objects.filter(pk=world.member).update(closed_on=TODAY),
    }
    wrong = {what: found for what, change in changes.items() if (found := _told(change)) != (True, [])}

    assert wrong == {}, wrong


def test_merging_and_parting_are_heard():
    world = build()
    drain()
    kept, gone, user = Guest.objects.get(pk=world.friend), Guest.objects.get(pk=world.guest), UserFactory()
    record = merge_guests(kept, absorbed=gone, by=user, at=NOW)
    drain()

    assert difference(rows(), rebuilt()) == []
    assert not GuestFacts.objects.filter(pk=world.guest).exists()
    assert GuestFacts.objects.get(pk=world.friend).stays == 5

    undo_merge(record, by=user, at=NOW)
    drain()

    assert difference(rows(), rebuilt()) == []
    assert GuestFacts.objects.get(pk=world.guest).stays == 4


GUESTS = "guest id,name,email\nG7,Anna Smith,anna@example.com\nG8,Bo Li,bo@example.com\n"
STAYS = """id,confirmation,status,arrival,departure,children,rate,guest id
R1,C-1,checked out,2026-10-01,2026-10-03,1,600,G7
R2,C-2,booked,2026-12-24,2026-12-26,0,600,G8
"""
CHARGES = "id,confirmation,department,amount,date\nF1,C-1,spa,500,2026-10-02\n"


def test_imports_are_heard_and_so_is_taking_one_back():
    hotel = HotelFactory(code="lake")
    applied(GUESTS, Kind.GUESTS, hotel)
    drain()
    assert difference(rows(), rebuilt()) == []
    assert [row["has_email"] for row in rows().values()] == [True, True]

    stays = applied(STAYS, Kind.STAYS, hotel)
    drain()
    assert difference(rows(), rebuilt()) == []
    assert [(row["family_stays"], row["bookings_ahead"]) for row in rows().values()] == [(1, 0), (0, 1)]

    charges = applied(CHARGES, Kind.CHARGES, hotel)
    drain()
    assert difference(rows(), rebuilt()) == []
    assert [(row["spend_spa"], row["revenue"]) for row in rows().values()] == [(50_000, 170_000), (0, 0)]

    undone(charges)
    undone(stays)
    drain()
    assert difference(rows(), rebuilt()) == []
    assert [(row["stays"], row["bookings_ahead"]) for row in rows().values()] == [(0, 0), (0, 0)]


def test_what_facts_do_not_read_is_not_heard():
    world = build()
    drain()
    unread = (
        GUEST.format("occupation = 'pilot', updated_at = now(), version = version + 1"),
        STAY.format("room = '0805', requests = 'quiet', version = version + 1"),
        "UPDATE guests_guesttag SET times = times + 1, noted_at = now()",
        MEMBER.format("active_on = DATE '2026-11-20'"),
        "UPDATE loyalty_programme SET reviewed_on = DATE '2026-11-20'",
        "UPDATE feedback_ticket SET version = version + 1",
        "INSERT INTO guests_relationship (guest_id, other_id, kind) VALUES (%(guest)s, %(stranger)s, 'spouse')",
    )
    with connection.cursor() as cursor:
        for statement in unread:
            cursor.execute(statement, world.names)

    assert list(GuestChange.objects.values_list("guest_id", flat=True)) == []


def test_a_guest_in_house_checks_in_and_is_in_house():
    hotel = HotelFactory()
    stay = StayFactory(hotel=hotel, room="0805")
    drain()
    assert GuestFacts.objects.get(pk=stay.guest_id).is_in_house is False

    check_in(stay, room="0805", by=UserFactory(), at=NOW)
    drain()

    facts = GuestFacts.objects.get(pk=stay.guest_id)
    assert (facts.is_in_house, facts.bookings_ahead, facts.next_arrival) == (True, 0, None)


def test_everybody_is_counted_where_that_is_faster(monkeypatch: pytest.MonkeyPatch):
    world = build()
    count_all(today=TODAY)
    monkeypatch.setattr("campaigns.facts.changes.MANY", 2)
    Guest.objects.filter(pk=world.guest).update(vip_level=3)
    Guest.objects.filter(pk=world.friend).update(vip_level=3)
    Guest.objects.filter(pk=world.stranger).update(vip_level=3)
    Guest.objects.filter(pk=world.stranger).update(vip_level=2)
    assert count_changed(today=TODAY, limit=1) == 3
    assert not GuestChange.objects.exists()
    assert difference(rows(), rebuilt()) == []
