"""Addresses never written to: looked up by what is typed, put on the list and taken off it with a reason."""

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.outbox.actions.suppressing import index_of
from hotelcrm.outbox.models import Suppression
from tests.factories import NOW, ContactFactory, staff
from tests.guests.pages import client_of, signed_in

pytestmark = pytest.mark.django_db
PAGE = "outbox:suppressions"
GONE = "gone@example.com"


def on_the_list(address=GONE, channel="email", why="dead", **fields) -> Suppression:
    return Suppression.objects.create(
        channel=channel, value_index=index_of(channel, address), why=why, at=NOW, **fields
    )


def look_up(client, address=GONE, channel="email"):
    return client.post(reverse(PAGE), {"channel": channel, "address": address})


def lift(client, row, reason):
    return client.post(reverse("outbox:lift-suppression", args=[row.pk]), {"reason": reason})


@pytest.mark.parametrize("typed", [GONE, " Gone@Example.COM "])
def test_what_stands_against_an_address_is_told_however_it_is_typed(hotel, typed):
    on_the_list()
    on_the_list(why="complaint", note="sendgrid")
    on_the_list("other@example.com", why="staff")
    page = look_up(signed_in(Role.MARKETING, hotel), typed).content.decode()

    assert page.count('class="chip alert"') == 2
    assert "E-mail · the address does not exist" in page
    assert "sendgrid" in page


def test_a_phone_number_is_read_as_in_the_hotels_country(hotel):
    on_the_list("+8613800138000", "sms")
    page = look_up(signed_in(Role.MANAGER, hotel), "138 0013 8000", "sms").content.decode()

    assert "Text message · the address does not exist" in page


def test_who_is_not_on_the_list_may_be_put_there(hotel):
    person = staff(Role.MARKETING, hotel)
    client = client_of(person)
    page = look_up(client).content.decode()
    assert "This address is not on the list." in page
    form = {"channel": "email", "address": GONE, "because": "asked"}
    response = client.post(reverse("outbox:suppress"), form)

    assert (response.status_code, response["Location"]) == (302, reverse(PAGE))
    row = Suppression.objects.get()
    assert (bytes(row.value_index), row.why, row.note, row.by) == (index_of("email", GONE), "staff", "asked", person)
    assert "the guest asked for it" in look_up(client).content.decode()


@pytest.mark.parametrize("change", [{"because": ""}, {"because": "spite"}, {"address": "nobody"}, {"channel": "fax"}])
def test_without_a_reason_or_an_address_nothing_is_put_there(hotel, change):
    form = {"channel": "email", "address": GONE, "because": "asked"} | change
    response = signed_in(Role.MARKETING, hotel).post(reverse("outbox:suppress"), form)

    assert response.status_code == 422
    assert not Suppression.objects.exists()


def test_without_a_reason_the_address_stays_in_the_field(hotel):
    form = {"channel": "email", "address": GONE, "because": ""}
    page = signed_in(Role.MARKETING, hotel).post(reverse("outbox:suppress"), form).content.decode()

    assert f'<input type="text" name="address" value="{GONE}"' in page


@pytest.mark.parametrize(
    ("why", "reason", "is_lifted"),
    [
        ("dead", "works", True),
        ("dead", "asked", False),
        ("complaint", "asked", True),
        ("complaint", "works", False),
        ("unsubscribed", "asked", True),
        ("erased", "asked", True),
        ("erased", "mistake", False),
        ("staff", "mistake", True),
        ("staff", "", False),
    ],
)
def test_each_kind_is_lifted_for_reasons_of_its_own(hotel, why, reason, is_lifted):
    row = on_the_list(why=why)
    response = lift(signed_in(Role.PRIVACY_OFFICER, hotel), row, reason)

    assert response.status_code == (302 if is_lifted else 422)
    row.refresh_from_db()
    assert (row.lifted_at is not None) is is_lifted


def test_lifting_a_dead_address_lets_it_be_tried_anew(hotel):
    contact = ContactFactory(kind="email", value=GONE, bounced_at=NOW)
    lift(signed_in(Role.MANAGER, hotel), on_the_list(), "works")

    contact.refresh_from_db()
    assert contact.bounced_at is None


def test_the_reason_for_lifting_is_in_the_trail(hotel):
    row = on_the_list(why="staff")
    lift(signed_in(Role.MARKETING, hotel), row, "mistake")

    from pghistory.models import Context

    assert Context.objects.filter(metadata__verb="outbox.lift", metadata__reason="mistake").count() == 1


def test_what_was_lifted_is_still_told(hotel):
    on_the_list(lifted_at=NOW)
    page = look_up(signed_in(Role.MARKETING, hotel)).content.decode()

    assert "taken off Sat 21 Nov 14:30" in page
    assert "Take off the list" not in page
    assert "Never write to it again" in page


@pytest.mark.parametrize(("address", "channel"), [("", "email"), ("nobody", "email"), ("12", "sms"), (GONE, "fax")])
def test_what_is_no_address_is_refused_with_a_sentence(hotel, address, channel):
    response = look_up(signed_in(Role.MARKETING, hotel), address, channel)

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_the_address_is_in_no_url_and_in_no_row(hotel):
    client = signed_in(Role.MARKETING, hotel)
    look_up(client)
    client.post(reverse("outbox:suppress"), {"channel": "email", "address": GONE, "because": "law"})

    row = Suppression.objects.values().get()
    assert GONE not in str({**row, "value_index": bytes(row["value_index"])})


def test_the_list_is_counted_and_says_what_to_do_when_it_is_empty(hotel):
    client = signed_in(Role.MARKETING, hotel)
    assert "No address is on the list." in client.get(reverse(PAGE)).content.decode()
    for n in range(3):
        on_the_list(f"g{n}@example.com")
    on_the_list("g9@example.com", lifted_at=NOW)
    page = client.get(reverse(PAGE)).content.decode()
    assert '<span class="count">3</span>' in page
    assert '<td class="num">3</td>' in page


def test_the_page_asks_as_many_queries_for_one_address_as_for_many(hotel, django_assert_num_queries):
    client = signed_in(Role.MARKETING, hotel)
    on_the_list(why="dead")
    look_up(client)
    with django_assert_num_queries(QUERIES):
        look_up(client)
    on_the_list(why="complaint")
    on_the_list(why="staff")
    with django_assert_num_queries(QUERIES):
        look_up(client)


QUERIES = 5


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.MARKETING, "", 200),
        (Role.MANAGER, "", 200),
        (Role.PRIVACY_OFFICER, "", 200),
        (Role.FRONT_DESK, "", 403),
        (Role.GUEST_RELATIONS, "", 403),
        (Role.DEPARTMENT, "spa", 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_who_may_open_the_list(hotel, role, department, status):
    row, client = on_the_list(why="staff"), signed_in(role, hotel, department)
    assert client.get(reverse(PAGE)).status_code == status
    assert lift(client, row, "mistake").status_code == (302 if status == 200 else 403)
