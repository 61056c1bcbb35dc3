"""Adding, removing and revealing contacts and documents."""

import pytest
from django.urls import reverse

from guests import actions
from guests.actions import add_contact, add_document
from guests.models import Contact
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import NOW, HotelFactory, staff

from .pages import HX, client_of, enter, signed_in

pytestmark = pytest.mark.django_db
ROLES = [
    (Role.FRONT_DESK, "", 200),
    (Role.GUEST_RELATIONS, "", 200),
    (Role.MARKETING, "", 403),
    (Role.DEPARTMENT, "spa", 403),
    (Role.ADMINISTRATOR, "", 403),
]


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def desk(hotel):
    return signed_in(Role.FRONT_DESK, hotel)


@pytest.fixture
def contact():
    return add_contact(enter(), kind="phone", value="13800138000", by=None, at=NOW)


@pytest.fixture
def document():
    return add_document(enter(), kind="passport", country="GB", number="P1234567", by=None, at=NOW)


def address(verb, guest, *args) -> str:
    return reverse(f"guests:{verb}", args=[guest.number, *args])


def test_contact_is_added_masked(desk):
    guest = enter()
    response = desk.post(address("add-contact", guest), {"kind": "phone", "value": "13812345678"}, **HX)

    assert guest.contacts.get().value == "+8613812345678"
    content = response.content.decode()
    assert "5678" in content
    assert "12345678" not in content


@pytest.mark.parametrize(("kind", "value"), [("phone", "12"), ("email", "x"), ("fax", "13800138000"), ("phone", "")])
def test_bad_contact_is_said_and_kept_in_the_form(desk, kind, value):
    guest = enter()
    response = desk.post(address("add-contact", guest), {"kind": kind, "value": value}, **HX)

    assert response.status_code == 422
    assert f'value="{value}"' in response.content.decode() or value == ""
    assert not guest.contacts.exists()


def test_document_is_added(desk):
    guest = enter()
    facts = {"kind": "passport", "country": "GB", "number": "p 1234567"}
    response = desk.post(address("add-document", guest), facts, **HX)

    assert guest.documents.get().last_four == "4567"
    assert "4567" not in response.content.decode()


def test_contact_is_removed_and_a_second_click_is_no_error(desk, contact):
    for _ in range(2):
        assert desk.post(address("remove-contact", contact.guest, contact.pk), **HX).status_code == 200
    assert not Contact.objects.exists()


def test_document_is_removed(desk, document):
    assert desk.post(address("remove-document", document.guest, document.pk), **HX).status_code == 200
    assert not document.guest.documents.exists()


def test_contact_is_made_primary(desk, contact):
    second = add_contact(contact.guest, kind="phone", value="13900139000", by=None, at=NOW)
    desk.post(address("make-primary", contact.guest, second.pk), **HX)

    assert list(Contact.objects.filter(is_primary=True)) == [second]


def test_reveal_asks_for_a_reason_and_logs_nothing_yet(desk, contact):
    response = desk.get(address("reveal-contact", contact.guest, contact.pk), **HX)

    assert response.status_code == 200
    assert "13800138000" not in response.content.decode()
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"reason": "other"}, {"reason": "other", "words": "  "}, {"reason": "fun"}])
def test_without_a_reason_nothing_is_shown(desk, contact, typed):
    response = desk.post(address("reveal-contact", contact.guest, contact.pk), typed, **HX)

    assert response.status_code == 422
    assert "13800138000" not in response.content.decode()
    assert not ReadLog.objects.exists()


def test_reveal_shows_one_contact_and_logs_who_and_why(hotel, contact):
    person = staff(Role.FRONT_DESK, hotel)
    other = add_contact(contact.guest, kind="phone", value="13900139000", by=None, at=NOW)
    typed = {"reason": "other", "words": "taxi waits"}
    response = client_of(person).post(address("reveal-contact", contact.guest, contact.pk), typed, **HX)

    content = response.content.decode()
    assert "+8613800138000" in content
    assert other.value not in content
    row = ReadLog.objects.get()
    assert (row.user, row.guest_id, row.object_id, row.reason) == (
        person,
        contact.guest_id,
        contact.pk,
        "other: taxi waits",
    )


def test_document_is_revealed_to_guest_relations_only_by_its_last_four(hotel, document):
    client = signed_in(Role.GUEST_RELATIONS, hotel)
    response = client.post(address("reveal-document", document.guest, document.pk), {"reason": "check"}, **HX)

    assert "4567" in response.content.decode()
    assert ReadLog.objects.get().what == ReadLog.What.DOCUMENT


def test_front_desk_reveals_contacts_but_no_documents(desk, document):
    response = desk.post(address("reveal-document", document.guest, document.pk), {"reason": "check"}, **HX)

    assert response.status_code == 404
    assert not ReadLog.objects.exists()


def test_contact_of_another_guest_is_not_found(desk, contact):
    other = enter()
    for verb in ("reveal-contact", "make-primary"):
        assert desk.post(address(verb, other, contact.pk), {"reason": "check"}).status_code == 404
    desk.post(address("remove-contact", other, contact.pk))
    assert Contact.objects.filter(pk=contact.pk).exists()


@pytest.mark.parametrize(("role", "department", "status"), ROLES)
def test_who_may_change_contacts(hotel, contact, role, department, status):
    client, guest = signed_in(role, hotel, department), contact.guest
    for verb, args, facts in (
        ("add-contact", (), {"kind": "email", "value": "a@example.com"}),
        ("add-document", (), {"kind": "passport", "country": "GB", "number": "P1234567"}),
        ("make-primary", (contact.pk,), {}),
        ("reveal-contact", (contact.pk,), {"reason": "check"}),
        ("remove-contact", (contact.pk,), {}),
    ):
        assert client.post(address(verb, guest, *args), facts).status_code == status, verb


@pytest.mark.parametrize("verb", ["remove-contact", "make-primary"])
def test_get_changes_nothing(desk, contact, verb):
    assert desk.get(address(verb, contact.guest, contact.pk)).status_code == 405


@pytest.mark.parametrize("verb", ["verified", "bounced"])
def test_contact_is_marked_from_its_menu(desk, contact, verb):
    content = desk.post(address("mark-contact", contact.guest, contact.pk, verb), **HX).content.decode()
    contact.refresh_from_db()

    assert verb in content
    assert (contact.verified_at is not None, contact.bounced_at is not None) == (verb == "verified", verb == "bounced")


def test_contact_is_marked_in_no_other_way(desk, contact):
    assert desk.post(address("mark-contact", contact.guest, contact.pk, "lovely"), **HX).status_code == 404


def test_contact_removed_while_the_menu_was_open_is_said_to_be_gone(desk, contact, monkeypatch):
    monkeypatch.setattr(actions, "make_primary", _gone)
    response = desk.post(address("make-primary", contact.guest, contact.pk), **HX)

    assert response.status_code == 200
    assert "removed meanwhile" in response["HX-Trigger-After-Settle"]


def _gone(*_args, **_facts):
    raise actions.GoneError


@pytest.mark.parametrize(("role", "department", "status"), ROLES)
def test_who_may_mark_contacts(hotel, contact, role, department, status):
    client = signed_in(role, hotel, department)
    assert client.post(address("mark-contact", contact.guest, contact.pk, "bounced"), **HX).status_code == status
