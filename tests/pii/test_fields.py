import pytest
from django.core.exceptions import FieldError
from django.db import connection

from guests.models import Contact, GuestTag
from hotelcrm.pii.keyring import Undecryptable
from tests.factories import ContactFactory, GuestTagFactory

pytestmark = pytest.mark.django_db


def stored(table: str, column: str) -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        [value] = cursor.fetchone()
    return None if value is None else bytes(value)


def test_a_contact_is_readable_through_the_model_and_not_in_the_table():
    contact = ContactFactory(value="+8615400001234")

    assert Contact.objects.get(pk=contact.pk).value == "+8615400001234"
    assert b"15400001234" not in (stored("guests_contact", "value") or b"")


@pytest.mark.parametrize("lookup", ["value", "value__exact", "value__contains", "value__in", "value__gt"])
def test_no_lookup_but_is_null(lookup):
    with pytest.raises(FieldError, match="encrypted"):
        Contact.objects.filter(**{lookup: "+8615400001234"}).exists()


def test_is_null_needs_no_key():
    ContactFactory()

    assert Contact.objects.filter(value__isnull=False).count() == 1


def test_an_empty_text_is_null():
    GuestTagFactory(note="")

    assert stored("guests_guesttag", "note") is None
    assert GuestTag.objects.get().note == ""


def test_a_value_copied_to_another_table_does_not_open():
    tag, contact = GuestTagFactory(note="two pillows"), ContactFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE guests_contact SET value = (SELECT note FROM guests_guesttag WHERE id = %s)", [tag.pk])

    with pytest.raises(Undecryptable, match=r"guests_contact\.value"):
        contact.refresh_from_db()
