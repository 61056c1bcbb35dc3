"""Naming colleagues on a ticket of praise, the list of a month, and its file."""

import pytest
from django.urls import reverse

from feedback.actions import praising
from feedback.actions.joining import merge
from feedback.models import Notice, Praise
from hotelcrm.accounts.models import Department, Role
from hotelcrm.audit.models import ReadLog
from tests.factories import NOW, HotelFactory, MembershipFactory, TicketFactory, confirm, staff
from tests.feedback.tickets import lesser_there

pytestmark = pytest.mark.django_db
PAGE, CSV = "/feedback/praise/", "/feedback/praise/csv/"
NOVEMBER = {"month": "2026-11"}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def ticket(hotel):
    return TicketFactory(hotel=hotel, kind="praise", text="The lady at breakfast remembered my tea.")


@pytest.fixture
def maid(hotel):
    return staff(Role.DEPARTMENT, hotel, Department.HOUSEKEEPING, display_name="周兰")


@pytest.fixture
def manager(client, hotel):
    person = staff(Role.MANAGER, hotel)
    client.force_login(person)
    confirm(client)
    return person


def name_url(ticket):
    return reverse("feedback:name-colleagues", args=[ticket.pk])


def unname_url(ticket, user):
    return reverse("feedback:unname-colleague", args=[ticket.pk, user.pk])


def test_naming_a_colleague_who_then_sees_it(client, manager, ticket, maid):
    for _click in range(2):
        response = client.post(name_url(ticket), {"name-users": [maid.pk], "name-key": "k"})
        assert response.status_code == 302

    assert Praise.objects.get().user == maid
    assert Notice.objects.get(user=maid).why == Notice.Why.PRAISED
    client.force_login(maid)
    assert client.get(reverse("feedback:recovery", args=[ticket.pk])).status_code == 200


def test_the_name_of_somebody_elsewhere_is_no_choice(client, manager, ticket):
    stranger = staff(Role.FRONT_DESK, HotelFactory())

    assert client.post(name_url(ticket), {"name-users": [stranger.pk], "name-key": "k"}).status_code == 422
    assert client.post(name_url(ticket), {"name-key": "k"}).status_code == 422


def test_taking_a_name_back(client, manager, ticket, maid):
    praising.praise(ticket, users=[maid], by=manager, at=NOW, key="k")

    assert client.post(unname_url(ticket, maid)).status_code == 302
    assert client.post(unname_url(ticket, maid)).status_code == 404
    assert not Praise.objects.exists()


def test_a_name_named_again_can_be_taken_back_again(client, manager, ticket, maid):
    for key in ("one", "two"):
        praising.praise(ticket, users=[maid], by=manager, at=NOW, key=key)
        client.post(unname_url(ticket, maid))
        assert not Praise.objects.exists()


def test_a_ticket_of_another_hotel_is_none(client, manager, maid):
    there = TicketFactory(kind="praise")

    assert client.get(name_url(there)).status_code == 404
    assert client.post(unname_url(there, maid)).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_who_sees_the_list_and_who_takes_it_home(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))
    confirm(client)

    sees = {Role.GUEST_RELATIONS, Role.MARKETING, Role.MANAGER}
    assert client.get(PAGE).status_code == (200 if role in sees else 403)
    assert client.get(CSV).status_code == (200 if role == Role.MANAGER else 403)


def test_the_list_of_a_month(client, manager, ticket, maid):
    praising.praise(ticket, users=[maid, manager], by=manager, at=NOW, key="k")
    TicketFactory(hotel=ticket.hotel, kind="praise", at=NOW.replace(month=10), text="In October")
    TicketFactory(hotel=ticket.hotel, kind="complaint")
    TicketFactory(kind="praise", text="Elsewhere")

    month = client.get(PAGE, NOVEMBER).context["month"]

    assert month.tickets == [ticket]
    assert {(one.user, one.times) for one in month.named} == {(maid, 1), (manager, 1)}


def test_merging_praise_loses_no_name(client, manager, ticket, maid):
    others = [TicketFactory(hotel=ticket.hotel, kind="praise", guest=ticket.guest) for _ in range(2)]
    for number, (row, users) in enumerate([(ticket, [manager]), (others[0], [maid, manager]), (others[1], [maid])]):
        praising.praise(row, users=users, by=manager, at=NOW, key=f"p{number}")
    merge(others[1], into=others[0], by=manager, at=NOW, key="m1")
    merge(others[0], into=ticket, by=manager, at=NOW, key="m2")

    month = client.get(PAGE, NOVEMBER).context["month"]

    assert month.rows == [(ticket, [manager, maid])]
    assert {(one.user, one.times) for one in month.named} == {(manager, 1), (maid, 1)}
    assert "周兰" in client.get(CSV, NOVEMBER).content.decode("utf-8-sig")
    assert client.post(unname_url(ticket, maid)).status_code == 302
    assert client.get(PAGE, NOVEMBER).context["month"].rows == [(ticket, [manager])]


def test_a_month_begins_at_the_midnight_of_the_hotel(client, manager, hotel):
    last = TicketFactory(hotel=hotel, kind="praise", at=NOW.replace(day=30, hour=15, minute=59))
    first = TicketFactory(hotel=hotel, kind="praise", at=NOW.replace(day=30, hour=16, minute=0))

    assert client.get(PAGE, NOVEMBER).context["month"].tickets == [last]
    assert client.get(PAGE, {"month": "2026-12"}).context["month"].tickets == [first]


def test_praise_from_a_survey_and_a_review_is_there_too(client, manager, hotel):
    rows = [TicketFactory(hotel=hotel, kind="praise", channel=channel) for channel in ("survey", "review", "desk")]

    assert set(client.get(PAGE, NOVEMBER).context["month"].tickets) == set(rows)


@pytest.mark.parametrize("query", [{"month": "13"}, {"hotel": "nowhere"}, {"hotel": "all"}, {"month": "9999-12"}])
def test_filters_that_make_no_sense_do_no_harm(client, manager, query):
    assert client.get(PAGE, query).status_code == 200


def test_the_file_has_the_same_rows_and_is_logged(client, manager, ticket, maid):
    praising.praise(ticket, users=[maid], by=manager, at=NOW, key="k")

    lines = client.get(CSV, NOVEMBER).content.decode("utf-8-sig").splitlines()

    assert len(lines) == 2
    assert "remembered my tea" in lines[1]
    assert "周兰" in lines[1]
    assert ReadLog.objects.filter(guest_id=ticket.guest_id, what=ReadLog.What.EXPORT, user=manager).exists()
    assert client.get("/feedback/praise/pdf/").status_code == 404


def test_the_list_costs_the_same_however_much_praise_there_is(client, manager, ticket, maid, django_assert_num_queries):
    for number in (1, 3):
        while len(client.get(PAGE, NOVEMBER).context["month"].tickets) < number:
            praising.praise(TicketFactory(hotel=ticket.hotel, kind="praise"), users=[maid], by=manager, at=NOW, key="k")
        with django_assert_num_queries(10):
            client.get(PAGE, NOVEMBER)


def test_who_exports_elsewhere_takes_no_praise_from_here(client):
    user, here, there = lesser_there(client)
    MembershipFactory(user=user, hotel=there, role=Role.GUEST_RELATIONS)
    for hotel, text in ((here, "Ours"), (there, "Theirs")):
        TicketFactory(hotel=hotel, kind="praise", text=text)

    page = client.get(PAGE, NOVEMBER | {"hotel": there.code}).content.decode()
    file = client.get(CSV, NOVEMBER | {"hotel": "all"}).content.decode()

    assert "Theirs" in page
    assert CSV not in page
    assert ("Ours" in file, "Theirs" in file) == (True, False)
    assert client.get(CSV, NOVEMBER | {"hotel": there.code}).status_code == 404
    assert client.get(CSV, NOVEMBER | {"hotel": "nowhere"}).status_code == 404
    assert client.get(CSV, NOVEMBER | {"hotel": here.code}).status_code == 200


def test_praise_leads_to_the_tickets_that_one_handles(client):
    user, here, there = lesser_there(client)
    user.memberships.filter(hotel=there).update(role=Role.MARKETING, department="")
    rows = [TicketFactory(hotel=hotel, kind="praise") for hotel in (here, there)]

    page = client.get(PAGE, NOVEMBER | {"hotel": "all"}).content.decode()

    assert [row.get_absolute_url() in page for row in rows] == [True, False]
    assert client.get(rows[1].get_absolute_url()).status_code == 404


def test_a_month_without_praise_leads_on_for_those_who_open_tickets(client, manager, hotel):
    begin = f'href="{reverse("feedback:new")}?kind=praise"'
    assert begin in client.get(PAGE).content.decode()

    client.force_login(staff(Role.MARKETING, hotel))

    assert begin not in client.get(PAGE).content.decode()
