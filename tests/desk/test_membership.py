"""The membership panel of the briefs: tier, what may be used here today, late check-out, the offer to join."""

from datetime import timedelta

import pytest

from guests.models import Guest
from hotelcrm.accounts.access import Access, access_of
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.desk.membership import Membership, membership_of
from loyalty import ledger
from loyalty.actions.courtesy import grant
from loyalty.actions.enrolling import enrol
from loyalty.actions.vouchers import issue
from loyalty.models import Member, PointsEntry, Programme, Tier, VoucherType
from stays.actions import check_out
from stays.models import Stay
from tests.factories import NOW, TODAY, ChargeFactory, CompanyFactory, HotelFactory, StayFactory, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NO_RATE = "There is no rate for JPY: such stays earn once it is entered."


@pytest.fixture
def access(front: User, hotel: Hotel) -> Access:
    return access_of(front, hotel)


@pytest.fixture
def stay(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel)


@pytest.fixture
def leaving(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, arrival=TODAY - DAY, departure=TODAY, status="in_house")


def panel(stay: Stay, access: Access, kind: str = "arrival", visit: int = 1) -> Membership:
    return membership_of(stay, kind, visit=visit, today=TODAY, access=access)


def join(stay: Stay, tier: str = "gold", **fields) -> Member:
    assert stay.guest is not None
    member = enrol(stay.guest, hotel=stay.hotel, by=None, at=NOW)
    Member.objects.filter(pk=member.pk).update(tier=Tier.objects.get(code=tier), **fields)
    return member


def give(stay: Stay, code: str, hotel: Hotel | None = None, **fields) -> None:
    kind = VoucherType.objects.create(**({"code": code, "name_en": code, "name_zh": code, "gives": "item"} | fields))
    if hotel is not None:
        kind.hotels.add(hotel)
    issue(kind, guest=stay.guest, source="desk", key=code, by=None, at=NOW, hotel=stay.hotel)


def said(lines) -> list[tuple[str, str]]:
    return [(line.text, line.source) for line in lines]


# Members


@pytest.mark.parametrize(("months", "is_told"), [(2, True), (4, False)])
def test_points_that_end_within_ninety_days_are_told(stay, access, months, is_told):
    Programme.objects.update(expiry_months=months)
    join(stay)

    assert (panel(stay, access).expiring is not None) == is_told


def test_a_member_arriving_is_told_tier_points_and_what_is_left(stay, access):
    member = join(stay)

    found = panel(stay, access)

    assert found.member == member
    assert found.badge is not None
    assert (found.badge.kind, found.badge.points) == ("tier-gold", 200)
    assert found.expiring is None, "the points of the welcome last long"
    assert said(found.benefits) == [
        ("Welcome gift in the room", "with the tier"),
        ("Upgrade to the next room type", "4 of 4 times left"),
        ("Meeting room", "2 of 2 hours left"),
    ]
    assert found.offer is None


def test_leaving_other_benefits_matter(leaving, access):
    join(leaving, "platinum")

    assert said(panel(leaving, access, "departure").benefits) == [("Airport fast lane", "4 of 4 times left")]


def test_vouchers_are_those_that_hold_here_today(stay, access):
    give(stay, "Tea")
    give(stay, "Elsewhere", HotelFactory())
    give(stay, "Off", gives="amount", value=100, currency="CNY")

    lines = panel(stay, access).vouchers

    assert [(line.text, line.detail) for line in lines] == [("Tea", ""), ("Off", "CN¥100 off")]
    assert lines[0].source.startswith("until ")


def test_before_check_out_the_points_to_come_are_told_and_afterwards_those_that_came(leaving, access):
    member = join(leaving)
    ChargeFactory(stay=leaving, amount=100)

    assert (panel(leaving, access).expected, panel(leaving, access, "departure").expected) == (0, 875)

    Stay.objects.filter(pk=leaving.pk).update(status="checked_out", checked_out_at=NOW)
    posting = ledger.Posting(member.pk, 700, PointsEntry.Kind.EARN, "stay:x", NOW, TODAY, stay_id=leaving.pk)
    ledger.credit(posting, programme=Programme.current())
    leaving.refresh_from_db()
    found = panel(leaving, access, "departure")

    assert (found.expected, found.earned) == (0, 700)


def test_a_bill_in_a_currency_without_a_rate_is_told(leaving, access):
    join(leaving)
    Stay.objects.filter(pk=leaving.pk).update(currency="JPY")
    leaving.refresh_from_db()

    found = panel(leaving, access, "departure")

    assert (found.expected, found.unearned) == (0, NO_RATE)


def test_after_check_out_it_is_still_told(leaving, access, front):
    join(leaving)
    Stay.objects.filter(pk=leaving.pk).update(currency="JPY")
    leaving.refresh_from_db()

    check_out(leaving, by=front, at=NOW)
    leaving.refresh_from_db()

    assert (panel(leaving, access).unearned, panel(leaving, access, "departure").unearned) == ("", NO_RATE)


# Late check-out


def test_late_check_out_is_advised_with_its_reason(leaving, access):
    join(leaving, "platinum")

    late = panel(leaving, access).late

    assert late is not None
    assert (late.text, late.terms) == ("Late check-out until 18:00", "no half-day charge, no room inspection")
    assert (late.source, late.is_granted, late.may_grant) == ("Platinum member; tonight 0% full", False, True)


def test_what_was_granted_says_by_whom_and_why(leaving, access, front):
    grant(leaving, by=front, at=NOW, reason="flight")

    late = panel(leaving, access).late

    assert late is not None
    assert (late.text, late.source, late.is_granted) == (
        "Late check-out until 14:00",
        f"granted by {front} · flight",
        True,
    )


def test_a_stay_that_is_over_needs_none_and_a_nameless_one_gets_none(hotel, access):
    over = StayFactory(hotel=hotel, status="checked_out", arrival=TODAY - DAY, departure=TODAY)
    assert panel(over, access).late is None

    late = panel(StayFactory(hotel=hotel, guest=None), access).late
    assert late is not None
    assert not late.may_grant


# The offer to join


def test_who_is_no_member_is_asked_to_join_with_a_reason(hotel, stay, access):
    firm = StayFactory(hotel=hotel, company=CompanyFactory(name="绿云科技"))

    reasons = [panel(stay, access, visit=3), panel(firm, access), panel(stay, access)]

    assert [found.offer.source for found in reasons if found.offer] == [
        "stay no. 3, not a member yet",
        "travels for 绿云科技, not a member yet",
        "first stay, and a reason to come back",
    ]
    assert reasons[0].offer is not None
    assert (reasons[0].offer.text, reasons[0].offer.detail) == ("Offer to join Guest Circle", "200 points at once")
    assert reasons[0].may_enrol


def test_no_child_and_nobody_who_left_is_asked_to_join(stay, access):
    Guest.objects.update(birth_year=TODAY.year - 13)
    stay.guest.refresh_from_db()
    assert panel(stay, access).offer is None

    Guest.objects.update(birth_year=1980)
    stay.guest.refresh_from_db()
    join(stay, closed_on=TODAY)
    found = panel(stay, access)

    assert (found.member, found.offer) == (None, None)


# The pages


@pytest.mark.parametrize("kind", ["brief", "departure"])
def test_both_briefs_have_the_panel(desk, leaving, kind: str):
    member = join(leaving)
    text = desk.get(f"/desk/stays/{leaving.pk}/{kind}/", headers={"HX-Request": "true"}).content.decode()

    assert "Membership and benefits" in text
    assert "chip tier-gold" in text
    assert f"/loyalty/guests/{member.guest.number}/enrol/" not in text
    assert f'hx-post="/loyalty/stays/{leaving.pk}/late-check-out/"' in text


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_much_as_for_little(stay, access, rows: int, django_assert_num_queries):
    join(stay)
    for n in range(rows):
        give(stay, f"Tea {n}")

    with django_assert_num_queries(10):
        panel(stay, access)


def test_roles_of_the_desk_may_enrol_and_grant():
    """What the panel offers rests on this."""
    hotel = HotelFactory()
    for role in (Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER):
        allowed = access_of(staff(role, hotel), hotel).permissions
        assert {"enrol", "grant_courtesy"} <= allowed
