"""The people are invented, can be found like real ones, and none of their data is readable in a dump."""

import re

import phonenumbers
import pytest

from guests import normalise
from guests.actions.contacts import add_contact, add_document
from guests.models import Contact, Guest, IdentityDocument, NameKey
from guests.names import forms_of
from hotelcrm.accounts.models import User
from hotelcrm.demo.rows import _id_card
from hotelcrm.pii import blind
from tests.committed import snapshot
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db
GUESTS = 400
WORD = re.compile(rb"[\w.@-]+")


def test_phones_belong_to_nobody_and_are_in_the_form_that_search_uses(made):
    for contact in Contact.objects.filter(kind="phone"):
        number = phonenumbers.parse(contact.value)
        assert not phonenumbers.is_valid_number(number), contact.value
        assert normalise.phone(contact.value) == contact.value
        assert bytes(contact.value_index) == blind.index("phone", contact.value)
        assert bytes(contact.last4_index) == blind.last_four("phone", contact.value)


def test_mail_goes_nowhere(made):
    domains = set()
    for contact in Contact.objects.filter(kind="email"):
        assert normalise.email(contact.value) == contact.value
        domains.add(contact.value.rpartition("@")[2])
    assert domains == {"example.com", "example.net", "example.org"}


def test_most_guests_can_be_reached(made):
    adults = Guest.objects.exclude(related_from__kind__in=["child", "spouse"]).count()

    assert 0.85 < Contact.objects.filter(kind="phone").count() / adults < 0.97
    assert 0.4 < Contact.objects.filter(kind="email").count() / adults < 0.6
    assert not Contact.objects.filter(guest__related_from__kind="child").exists()


def test_documents_are_of_a_place_that_does_not_exist(made):
    assert IdentityDocument.objects.filter(kind="id_card").exists()
    assert all(len(row.last_four) == 4 for row in IdentityDocument.objects.all())


def test_an_identity_number_has_due_form(random):
    person = type("Person", (), {"birth_year": 1986})()

    for _ in range(50):
        number = _id_card(random, person)
        assert number.startswith("990101")
        assert normalise.document(number) == number


def test_guests_are_found_by_the_keys_that_their_names_have(made):
    for guest in Guest.objects.order_by("pk")[:100]:
        forms = forms_of(guest.family_name, guest.given_name)
        found = set(NameKey.objects.filter(guest=guest).values_list("kind", "text"))
        assert found == {(int(kind), text) for kind, text in forms.keys}
        assert (guest.full_name, guest.pinyin) == (forms.full_name, forms.pinyin)


def test_no_dump_holds_a_contact_or_a_document_in_clear(made):
    """Every row of every table as a dump would write it, searched for the data of every guest and of a canary."""
    guest, user = Guest.objects.all()[0], User.objects.all()[0]
    add_contact(guest, kind="phone", value="+86 154 9876 5432", by=user, at=AT)
    add_contact(guest, kind="email", value="Canary.Bird@example.com", by=user, at=AT)
    add_document(guest, kind="passport", country="PT", number="ZZ-7654321", by=user, at=AT)
    secrets = {contact.value.encode() for contact in Contact.objects.all()}
    secrets |= {b"+8615498765432", b"canary.bird@example.com", b"ZZ7654321", b"15498765432", b"canary.bird"}

    dump = snapshot()

    assert len(secrets) > 300
    assert "guests_contact" in dump
    words = {word for text in dump.values() for word in WORD.findall(text)}
    assert words & {secret.lstrip(b"+") for secret in secrets} == set()
    readable = [b"canary", b"15498765432", b"7654321"]
    readable += [text.hex().encode() for text in readable]  # bytes that are text are dumped as hexadecimals
    leaks = [(table, word) for table, text in dump.items() for word in readable if word in text.lower()]
    assert leaks == []
