"""`feedback:compensations` and its verbs: what waits, who decides, and what was given."""

from decimal import Decimal

import pytest
from django.urls import reverse

from feedback.actions import recovering
from feedback.models import Category
from hotelcrm.accounts.models import Role
from tests.factories import NOW, HotelFactory, confirm, staff
from tests.feedback.recovery import House, limit

pytestmark = pytest.mark.django_db
PAGE = "/tickets/recovery/"
VERBS = ("approve", "refuse", "withdraw")


@pytest.fixture
def house(client):
    house = House()
    client.force_login(house.manager)
    confirm(client)
    return house


def post(client, row, verb, **data):
    return client.post(reverse(f"feedback:{verb}-compensation", args=[row.pk]), data)


@pytest.mark.parametrize("role", Role)
def test_who_may_open_it(client, house, role):
    client.force_login(staff(role, house.hotel, "spa" if role == Role.DEPARTMENT else ""))

    response = client.get(PAGE)

    opens = {Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER}
    assert response.status_code == (200 if role in opens else 403)
    if role in opens:
        assert ("lines" in response.context) == (role == Role.MANAGER)


def test_a_manager_approves(client, house):
    row = house.give(cost=Decimal(900))
    assert [line.may_decide for line in client.get(PAGE).context["waiting"]] == [True]

    assert post(client, row, "approve").status_code == 302

    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("given", house.manager)


def test_the_password_is_asked_before_it_is_approved(client, house):
    row = house.give(cost=Decimal(900))
    client.force_login(staff(Role.MANAGER, house.hotel))

    response = post(client, row, "approve")

    assert "/reauthenticate/" in response["Location"]
    row.refresh_from_db()
    assert row.state == "asked"


def test_a_refusal_needs_words(client, house):
    row = house.give(cost=Decimal(900))

    post(client, row, "refuse", text=" ")
    row.refresh_from_db()
    assert row.state == "asked"
    post(client, row, "refuse", text="Too much")

    row.refresh_from_db()
    assert (row.state, row.decision) == ("refused", "Too much")


def test_ones_own_wish_is_withdrawn_and_not_approved(client, house):
    row = house.give(cost=Decimal(900), by=house.manager)
    line = client.get(PAGE).context["waiting"][0]
    assert (line.may_decide, line.is_own) == (False, True)

    post(client, row, "approve")
    row.refresh_from_db()
    assert row.state == "asked"
    post(client, row, "withdraw")

    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_the_front_desk_sees_its_own_and_decides_nothing(client, house):
    mine, other = house.give(cost=Decimal(900)), house.give(cost=Decimal(900), by=staff(Role.FRONT_DESK, house.hotel))
    client.force_login(house.front)
    confirm(client)

    assert [line.row for line in client.get(PAGE).context["waiting"]] == [mine]
    assert post(client, other, "withdraw").status_code == 404
    assert post(client, other, "approve").status_code == 403


def test_what_another_hotel_asks_for_is_not_there(client, house):
    there = House(HotelFactory())
    row = there.give(cost=Decimal(900))

    assert client.get(PAGE).context["waiting"] == []
    for verb in VERBS:
        assert post(client, row, verb, text="x").status_code == 404


def test_what_was_given_by_month_role_and_category(client, house):
    limit(house.hotel, Role.MANAGER, Decimal(1_000), Decimal(5_000))
    room = Category.objects.filter(parent__isnull=False).order_by("pk").first()
    for cost in (50, 70):
        house.give(house.complaint(category=room), cost=Decimal(cost))
    house.give(cost=Decimal(500), by=house.manager)
    recovering.refuse(house.give(cost=Decimal(900)), text="No", by=house.manager, at=NOW)

    lines = client.get(PAGE, {"month": "2026-11"}).context["lines"]

    found = {(line.role, line.category, line.count, line.cost) for line in lines}
    assert found == {(Role.FRONT_DESK, room, 2, Decimal(120)), (Role.MANAGER, None, 1, Decimal(500))}
    assert client.get(PAGE, {"month": "2026-10"}).context["lines"] == []
    total = client.get(PAGE, {"month": "2026-11"}).context["totals"][0]
    assert (total.count, total.cost, total.currency) == (3, Decimal(620), "CNY")


@pytest.mark.parametrize("query", [{"month": "nonsense"}, {"hotel": "no-such"}, {"month": "9999-12"}])
def test_filters_that_make_no_sense_do_no_harm(client, house, query):
    assert client.get(PAGE, query).status_code == 200


def test_currencies_are_not_added_up(client, house):
    abroad = House(HotelFactory(currency="EUR"))
    house.manager.memberships.create(hotel=abroad.hotel, role=Role.MANAGER)
    house.give(cost=Decimal(50))
    abroad.give(cost=Decimal(30))

    page = client.get(PAGE, {"month": "2026-11"})

    assert {(total.currency, total.cost) for total in page.context["totals"]} == {
        ("CNY", Decimal(50)),
        ("EUR", Decimal(30)),
    }
    one = client.get(PAGE, {"month": "2026-11", "hotel": abroad.hotel.code})
    assert [total.currency for total in one.context["totals"]] == ["EUR"]


def test_the_page_costs_the_same_however_much_waits(client, house, django_assert_num_queries):
    for number in (1, 3):
        while len(client.get(PAGE).context["waiting"]) < number:
            house.give(cost=Decimal(900))
        with django_assert_num_queries(10):
            client.get(PAGE)


def test_a_hotel_without_limits_is_named_with_the_way_to_set_them(client, house):
    assert client.get(PAGE).context["without_limits"] == []
    house.limit.delete()

    page = client.get(PAGE)

    assert page.context["without_limits"] == [house.hotel]
    assert reverse("admin:feedback_authoritylimit_changelist") in page.content.decode()
