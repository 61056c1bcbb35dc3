"""`feedback:recovery` and `feedback:give`: what a ticket's guest was given, and giving more."""

from decimal import Decimal

import pytest
from django.urls import reverse

from feedback.models import Compensation
from hotelcrm.accounts.models import Role
from tests.factories import HotelFactory, StayFactory, TicketFactory, VoucherTypeFactory, staff
from tests.feedback.recovery import House

pytestmark = pytest.mark.django_db
GIVES = {Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER}
SEES = GIVES | {Role.DEPARTMENT}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def house(client):
    house = House()
    client.force_login(house.front)
    return house


def give_url(ticket):
    return reverse("feedback:give", args=[ticket.pk])


def panel_url(ticket):
    return reverse("feedback:recovery", args=[ticket.pk])


def form(**said):
    said = {"gives": "refund", "cost": "100", "reason": "No hot water", "key": "abc"} | said
    return {f"give-{name}": value for name, value in said.items()}


@pytest.mark.parametrize("role", Role)
def test_who_may_open_them(client, house, role):
    ticket = house.complaint(department="spa")
    client.force_login(staff(role, house.hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert client.get(panel_url(ticket)).status_code == (200 if role in SEES else 403)
    assert client.get(give_url(ticket)).status_code == (200 if role in GIVES else 403)
    assert client.post(give_url(ticket)).status_code == (422 if role in GIVES else 403)


def test_a_ticket_of_another_hotel_is_none(client, house):
    there = House(HotelFactory())

    for address in (give_url, panel_url):
        assert client.get(address(there.ticket)).status_code == 404
    assert client.post(give_url(there.ticket), form()).status_code == 404
    assert not Compensation.objects.exists()


def test_who_only_handles_tickets_at_the_other_hotel_gives_nothing_there(client, house):
    there = House(HotelFactory(code="z"))  # not the one he works at now
    house.front.memberships.create(hotel=there.hotel, role=Role.DEPARTMENT, department="spa")
    ticket = there.complaint(department="spa")

    assert client.get(panel_url(ticket)).status_code == 200
    assert client.post(give_url(ticket), form()).status_code == 404


def test_giving_within_the_limit(client, house):
    response = client.post(give_url(house.ticket), form())

    assert response.status_code == 302
    row = Compensation.objects.get()
    assert (row.state, row.by, row.cost) == ("given", house.front, Decimal(100))


def test_a_double_click_gives_once(client, house):
    for _click in range(2):
        assert client.post(give_url(house.ticket), form(), headers=HTMX).status_code == 200

    assert Compensation.objects.count() == 1


def test_above_the_limit_it_says_that_it_waits(client, house):
    response = client.post(give_url(house.ticket), form(cost="300"), follow=False)

    assert Compensation.objects.get().state == "asked"
    said = [str(note) for note in client.get(response["Location"]).context["messages"]]
    assert "approval" in said[0]


def test_what_was_typed_for_another_kind_is_dropped(client, house):
    kind = VoucherTypeFactory(cost=Decimal(50))

    client.post(give_url(house.ticket), form(gives="voucher", voucher_type=kind.pk, points="x", thing="Wine"))

    row = Compensation.objects.get()
    assert (row.gives, row.voucher_type, row.cost, row.thing) == ("voucher", kind, Decimal(50), "")


@pytest.mark.parametrize(
    "said",
    [
        {"gives": "refund", "cost": ""},
        {"gives": "refund", "cost": "-5"},
        {"gives": "refund", "cost": "1.234"},
        {"gives": "refund", "cost": "NaN"},
        {"gives": "points", "points": "0"},
        {"gives": "points", "points": "99999999999"},
        {"gives": "voucher", "voucher_type": "0"},
        {"gives": "gift", "thing": "", "cost": "5"},
        {"gives": "everything"},
        {"reason": "  "},
    ],
)
def test_faults_are_said_and_nothing_is_given(client, house, said):
    response = client.post(give_url(house.ticket), form(**said), headers=HTMX)

    assert response.status_code == 422
    assert not Compensation.objects.exists()


def test_refusals_stand_in_the_form(client, house):
    unverified = TicketFactory(hotel=house.hotel)

    response = client.post(give_url(unverified), form(), headers=HTMX)

    assert response.status_code == 422
    assert "First verify what happened" in response.content.decode()


def test_points_are_not_offered_to_who_is_no_member(client, house):
    stranger = house.complaint(guest=TicketFactory().guest)

    offered = client.get(give_url(stranger)).context["form"].fields["gives"].choices
    response = client.post(give_url(stranger), form(gives="points", points="100"))

    assert "points" not in dict(offered)
    assert "A voucher can be given instead" in response.content.decode()


def test_the_suggestion_and_what_is_left_are_shown(client, house):
    stay = StayFactory(hotel=house.hotel, guest=house.member.guest, rate=Decimal(800), currency="CNY")
    house.give(cost=Decimal(20))

    page = client.get(give_url(house.complaint(stay=stay, severity=3)))

    assert page.context["advice"].cost == Decimal(160)  # a fifth of a night
    assert page.context["form"].initial["points"] == 8_000
    assert "You may still give CN¥200 here" in page.content.decode()
    assert "20 % of a night" in page.content.decode()


def test_the_panel_says_what_was_given_and_why_not_now(client, house):
    house.give(gives="gift", thing="Fruit basket", cost=Decimal(30), reason="Cold shower")
    closed = TicketFactory(hotel=house.hotel)

    text = client.get(panel_url(house.ticket), headers=HTMX).content.decode()
    other = client.get(panel_url(closed), headers=HTMX).content.decode()

    assert "Fruit basket" in text
    assert "Cold shower" in text
    assert "Give something" in text
    assert "Give something" not in other
    assert "First verify" in other


def test_the_panel_costs_the_same_however_much_was_given(client, house, django_assert_num_queries):
    queries = 16
    client.get(panel_url(house.ticket))  # the look is logged once
    for number in (1, 3):
        while Compensation.objects.count() < number:
            house.give(cost=Decimal(10))
        with django_assert_num_queries(queries):
            client.get(panel_url(house.ticket), headers=HTMX)
