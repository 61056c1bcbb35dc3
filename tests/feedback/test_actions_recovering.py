"""Giving to make good: within limits at once, above them by a second person, once, and not without what is asked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from feedback.actions import handling, joining, recovering
from feedback.actions.refusal import Refused
from feedback.models import Compensation, Notice, State, TicketEvent
from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from loyalty.models import CurrencyRate, Voucher
from tests.factories import NOW, HotelFactory, TicketFactory, VoucherTypeFactory, staff
from tests.feedback.recovery import House, limit, verified
from tests.loyalty.ledger_world import state

pytestmark = pytest.mark.django_db
Gives, Stands = Compensation.Gives, Compensation.State


@pytest.fixture
def house():
    return House()


# What is given


def test_money_back_within_the_limit_is_given_at_once(house):
    row = house.give(cost=Decimal(200))

    row.refresh_from_db()
    assert (row.state, row.cost, row.currency, row.given_on) == (Stands.GIVEN, Decimal(200), "CNY", NOW.date())
    assert (row.role, row.case_limit, row.month_limit) == (Role.FRONT_DESK, Decimal(200), Decimal(500))
    assert row.reason == "No hot water"
    event = TicketEvent.objects.get(kind=TicketEvent.Kind.COMPENSATION)
    assert event.details == {"compensation": row.pk, "gives": "refund", "state": "given"}


def test_points_come_into_the_account_and_cost_what_loyalty_says(house):
    row = house.give(gives=Gives.POINTS, points=5_000)

    assert row.cost == Decimal("100.00")  # 5,000 at 0.02
    assert state(house.member) == (5_000, 0)
    assert (row.entry.points, row.entry.key, row.entry.kind) == (5_000, f"compensation:{row.pk}", "bonus")
    assert Touchpoint.objects.filter(guest=house.member.guest, key=f"compensation:{row.pk}").count() == 1


def test_a_voucher_is_issued_to_the_guest_and_costs_what_its_type_says(house):
    kind = VoucherTypeFactory(cost=Decimal(60))

    row = house.give(gives=Gives.VOUCHER, voucher_type=kind)

    voucher = Voucher.objects.get()
    assert (row.voucher, row.cost, voucher.source) == (voucher, Decimal(60), Voucher.Source.COMPENSATION)
    assert (voucher.guest, voucher.reason) == (house.member.guest, str(house.ticket))


def test_a_gift_is_kept_with_its_cost(house):
    row = house.give(gives=Gives.GIFT, thing=" Fruit basket ", cost=Decimal(35))

    assert (row.state, row.thing, row.cost) == (Stands.GIVEN, "Fruit basket", Decimal(35))


def test_costs_are_in_the_currency_of_the_hotel_rounded_up():
    house = House(HotelFactory(currency="EUR"))
    CurrencyRate.objects.create(currency="EUR", worth=Decimal("7.8"))

    row = house.give(gives=Gives.POINTS, points=1_000)  # 20 yuan

    assert (row.cost, row.currency) == (Decimal("2.57"), "EUR")


def test_without_a_rate_nothing_can_be_priced():
    house = House(HotelFactory(currency="EUR"))

    with pytest.raises(recovering.NoPriceError, match="EUR is worth in CNY"):
        house.give(gives=Gives.POINTS, points=1_000)


# What is refused


def test_facts_come_before_compensation(house):
    ticket = TicketFactory(hotel=house.hotel)

    with pytest.raises(recovering.NotVerifiedError):
        house.give(ticket)

    assert not Compensation.objects.exists()


def test_facts_that_are_not_true_call_for_nothing(house):
    handling.verify(house.ticket, asked="x", found="No", is_true=False, by=house.front, at=NOW, key="again")

    with pytest.raises(recovering.NotVerifiedError):
        house.give()


def test_a_complaint_entered_as_a_request_needs_its_facts_all_the_same(house):
    with pytest.raises(recovering.NotVerifiedError):
        house.give(TicketFactory(hotel=house.hotel, kind="request"))
    assert house.give(verified(house.hotel, house.front, kind="request")).state == Stands.GIVEN


def test_a_gift_in_return_for_praise_needs_none_and_money_does(house):
    praise = TicketFactory(hotel=house.hotel, kind="praise")

    with pytest.raises(recovering.NotVerifiedError):
        house.give(praise)
    assert house.give(praise, gives=Gives.GIFT, thing="Flowers", cost=Decimal(20)).state == Stands.GIVEN


@pytest.mark.parametrize(
    "said",
    [
        {"gives": "points"},
        {"gives": "points", "points": 0},
        {"gives": "points", "points": -5},
        {"gives": "voucher"},
        {"gives": "refund", "cost": Decimal(0)},
        {"gives": "refund"},
        {"gives": "refund", "cost": Decimal(20_000_000)},
        {"gives": "gift", "cost": Decimal(5)},
        {"gives": "gift", "thing": "Wine"},
        {"gives": "gift", "thing": "Wine", "cost": Decimal(-1)},
        {"gives": "refund", "cost": Decimal(5), "points": 5},
    ],
)
def test_what_is_given_must_be_said(house, said):
    with pytest.raises(recovering.NothingGivenError):
        house.give(**said)


def test_a_reason_is_needed(house):
    with pytest.raises(recovering.NoReasonError):
        house.give(reason="  ")


def test_who_is_no_member_gets_no_points_and_is_offered_a_voucher(house):
    stranger = house.complaint(guest=TicketFactory().guest)

    with pytest.raises(recovering.NoMemberError, match="voucher"):
        house.give(stranger, gives=Gives.POINTS, points=100)

    assert house.give(stranger, gives=Gives.VOUCHER, voucher_type=VoucherTypeFactory()).state == Stands.GIVEN


def test_points_and_vouchers_need_a_guest(house):
    nobody = house.complaint(guest=None)

    with pytest.raises(recovering.NoGuestError):
        house.give(nobody, gives=Gives.VOUCHER, voucher_type=VoucherTypeFactory())

    assert house.give(nobody).state == Stands.GIVEN  # money back does not


def test_a_voucher_out_of_use_is_refused_and_nothing_is_kept(house):
    with pytest.raises(Refused, match="no longer issued"):
        house.give(gives=Gives.VOUCHER, voucher_type=VoucherTypeFactory(is_active=False))

    assert not Compensation.objects.exists()


def test_a_closed_ticket_gives_nothing(house):
    for state_ in ("resolved", "closed"):
        handling.set_state(house.ticket, state_, by=house.front, at=NOW, key=state_)

    with pytest.raises(recovering.ClosedTicketError):
        house.give()


@pytest.mark.parametrize("role", [Role.MARKETING, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_who_may_not_give_at_this_hotel_gives_nothing(house, role):
    limit(house.hotel, role)

    with pytest.raises(recovering.NoAuthorityError):
        house.give(by=staff(role, house.hotel))


def test_a_role_at_another_hotel_opens_nothing_here(house):
    elsewhere = staff(Role.MANAGER, HotelFactory())

    with pytest.raises(recovering.NoAuthorityError):
        house.give(by=elsewhere)


# Limits


def test_above_the_limit_of_a_case_it_waits_and_managers_are_told(house):
    row = house.give(cost=Decimal("200.01"))

    assert (row.state, row.given_on, row.case_limit) == (Stands.ASKED, None, None)
    notice = Notice.objects.get(why=Notice.Why.APPROVAL)
    assert notice.user == house.manager


def test_what_colleagues_gave_for_the_case_counts(house):
    house.give(cost=Decimal(150))

    row = house.give(cost=Decimal(51), by=staff(Role.FRONT_DESK, house.hotel))

    assert row.state == Stands.ASKED


def test_what_was_given_before_a_merge_counts(house):
    house.give(cost=Decimal(150))
    other = house.complaint()
    joining.merge(house.ticket, into=other, by=house.manager, at=NOW, key="merge")

    assert house.give(other, cost=Decimal(51)).state == Stands.ASKED
    assert house.give(house.ticket, cost=Decimal(50)).ticket == other


def test_the_month_of_a_person_counts_over_all_cases(house):
    for cost in (200, 200):
        assert house.give(house.complaint(), cost=Decimal(cost)).state == Stands.GIVEN

    assert house.give(cost=Decimal(101)).state == Stands.ASKED
    assert house.give(cost=Decimal(100)).state == Stands.GIVEN


def test_a_new_month_begins_at_the_midnight_of_the_hotel(house):
    for _case in range(2):
        house.give(house.complaint(), cost=Decimal(200))
    month_ends = NOW.replace(day=30, hour=15, minute=59)  # 23:59 in Shanghai

    assert house.give(cost=Decimal(150), at=month_ends).state == Stands.ASKED
    assert house.give(cost=Decimal(150), at=month_ends + timedelta(minutes=1)).state == Stands.GIVEN


def test_what_somebody_else_approved_does_not_use_up_the_month(house):
    for _case in range(3):
        recovering.approve(house.give(house.complaint(), cost=Decimal(400)), by=house.manager, at=NOW)

    assert house.give(cost=Decimal(200)).state == Stands.GIVEN


def test_a_role_without_limits_always_asks(house):
    relations = staff(Role.GUEST_RELATIONS, house.hotel)

    row = house.give(cost=Decimal(1), by=relations)
    gift = house.give(gives=Gives.GIFT, thing="Card", cost=Decimal(0), by=relations)

    assert (row.state, row.role, gift.state) == (Stands.ASKED, Role.GUEST_RELATIONS, Stands.ASKED)


def test_of_two_roles_the_better_counts(house):
    limit(house.hotel, Role.GUEST_RELATIONS, Decimal(1_000), Decimal(3_000))
    house.front.memberships.create(hotel=house.hotel, role=Role.GUEST_RELATIONS)

    row = house.give(cost=Decimal(1_000))

    assert (row.state, row.role) == (Stands.GIVEN, Role.GUEST_RELATIONS)


def test_the_limit_of_another_hotel_does_not_count(house):
    elsewhere = House()
    house.front.memberships.create(hotel=elsewhere.hotel, role=Role.FRONT_DESK)
    for _case in range(2):
        house.give(house.complaint(), cost=Decimal(200))

    assert house.give(elsewhere.ticket, cost=Decimal(200)).state == Stands.GIVEN


# The same form


def test_the_same_form_gives_once(house):
    first = house.give(gives=Gives.POINTS, points=1_000, key="form")
    again = house.give(gives=Gives.POINTS, points=1_000, key="form", at=NOW + timedelta(minutes=1))

    assert again.pk == first.pk
    assert state(house.member) == (1_000, 0)
    assert TicketEvent.objects.filter(kind=TicketEvent.Kind.COMPENSATION).count() == 1


@pytest.mark.parametrize(
    "other", [{"cost": Decimal(99)}, {"reason": "Other"}, {"gives": "gift", "thing": "Wine", "cost": Decimal(100)}]
)
def test_the_same_form_with_other_contents_is_refused(house, other):
    house.give(key="form")

    with pytest.raises(recovering.SentDifferentlyError):
        house.give(key="form", **other)


def test_the_form_of_another_ticket_is_refused(house):
    house.give(key="form")

    with pytest.raises(recovering.SentDifferentlyError):
        house.give(house.complaint(), key="form")


# Four eyes


def test_a_manager_approves_and_it_is_given_once(house):
    asked = house.give(gives=Gives.POINTS, points=50_000)
    assert state(house.member) == (0, 0)

    for _click in range(2):
        row = recovering.approve(asked, by=house.manager, at=NOW + timedelta(hours=1))

    row.refresh_from_db()
    assert (row.state, row.decided_by, row.given_on, row.cost) == (
        Stands.GIVEN,
        house.manager,
        NOW.date(),
        Decimal(1_000),
    )
    assert state(house.member) == (50_000, 0)
    assert Notice.objects.get(why=Notice.Why.DECIDED).user == house.front
    assert not Notice.objects.filter(why=Notice.Why.APPROVAL, seen_at=None).exists()


def test_a_finding_that_came_meanwhile_is_heard_before_it_is_given(house):
    row = house.give(cost=Decimal(400))
    handling.verify(house.ticket, asked="x", found="Not so", is_true=False, by=house.front, at=NOW, key="later")

    with pytest.raises(recovering.NotVerifiedError):
        recovering.approve(row, by=house.manager, at=NOW)

    row.refresh_from_db()
    assert row.state == Stands.ASKED
    handling.verify(house.ticket, asked="y", found="So after all", is_true=True, by=house.front, at=NOW, key="last")
    assert recovering.approve(row, by=house.manager, at=NOW).state == Stands.GIVEN


def test_nothing_is_approved_for_what_is_closed(house):
    row = house.give(cost=Decimal(400))
    handling.set_state(house.ticket, State.RESOLVED, by=house.front, at=NOW, key="r")
    handling.set_state(house.ticket, State.CLOSED, by=house.front, at=NOW, key="c")

    with pytest.raises(recovering.ClosedTicketError):
        recovering.approve(row, by=house.manager, at=NOW)

    row.refresh_from_db()
    assert row.state == Stands.ASKED
    assert recovering.refuse(row, text="Over", by=house.manager, at=NOW).state == Stands.REFUSED


def test_nobody_approves_his_own(house):
    row = house.give(by=house.manager, cost=Decimal(5_000))

    for decide in (recovering.approve, lambda row, **facts: recovering.refuse(row, text="no", **facts)):
        with pytest.raises(recovering.OwnWishError):
            decide(row, by=house.manager, at=NOW)


def test_the_database_refuses_two_eyes(house):
    row = house.give(by=house.manager, cost=Decimal(5_000))

    with pytest.raises(DatabaseError), transaction.atomic():
        Compensation.objects.filter(pk=row.pk).update(state="given", given_on=NOW.date(), decided_by=house.manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        Compensation.objects.filter(pk=row.pk).update(state="given", given_on=NOW.date())


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.ADMINISTRATOR])
def test_only_who_may_approve_decides(house, role):
    row = house.give(cost=Decimal(5_000))

    with pytest.raises(recovering.NoAuthorityError):
        recovering.approve(row, by=staff(role, house.hotel), at=NOW)
    with pytest.raises(recovering.NoAuthorityError):
        recovering.approve(row, by=staff(Role.MANAGER, HotelFactory()), at=NOW)


def test_a_refusal_says_why_and_is_final(house):
    row = recovering.refuse(house.give(cost=Decimal(5_000)), text=" Too much ", by=house.manager, at=NOW)

    assert (row.state, row.decision) == (Stands.REFUSED, "Too much")
    with pytest.raises(recovering.AlreadyDecidedError, match=str(house.manager)):
        recovering.approve(row, by=staff(Role.MANAGER, house.hotel), at=NOW)
    with pytest.raises(recovering.AlreadyDecidedError):
        recovering.withdraw(row, by=house.front, at=NOW)


def test_whoever_asked_withdraws_and_nobody_else(house):
    row = house.give(cost=Decimal(5_000))
    with pytest.raises(recovering.NotTheAuthorError):
        recovering.withdraw(row, by=house.manager, at=NOW)

    for _click in range(2):
        row = recovering.withdraw(row, by=house.front, at=NOW)

    assert row.state == Stands.WITHDRAWN
    with pytest.raises(recovering.AlreadyDecidedError):
        recovering.approve(row, by=house.manager, at=NOW)


def test_what_was_given_cannot_be_withdrawn(house):
    with pytest.raises(recovering.AlreadyDecidedError):
        recovering.withdraw(house.give(), by=house.front, at=NOW)


def test_an_approval_waits_on_when_the_guest_left_the_programme(house):
    asked = house.give(gives=Gives.POINTS, points=50_000)
    house.member.closed_on = NOW.date()
    house.member.save()

    with pytest.raises(recovering.NoMemberError):
        recovering.approve(asked, by=house.manager, at=NOW)

    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (Stands.ASKED, None)


def test_what_is_given_stays_as_it_was_given(house):
    row = house.give()

    for change in ({"cost": 1}, {"case_limit": 9_999}, {"by": house.manager}, {"ticket": house.complaint()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Compensation.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
