import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from guests.models import Contact
from hotelcrm.pii.keyring import key_of
from hotelcrm.pii.rotation import encrypted_fields
from tests.factories import ContactFactory, GuestFactory

pytestmark = pytest.mark.django_db
OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32, "old": b"o" * 32}


@pytest.fixture
def contacts():
    with override_settings(PII_KEYS=OLD):
        return [ContactFactory(guest=GuestFactory(), value=f"+8615400000{n:03d}") for n in range(3)]


def rotate(*options: str) -> str:
    out = io.StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def keys() -> set[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM guests_contact")
        return {key_of(bytes(value)) for (value,) in cursor.fetchall()}


@override_settings(PII_KEYS=NEW)
def test_without_apply_it_only_counts(contacts):
    assert "guests_contact.value: 3 to rotate" in rotate()
    assert keys() == {b"old"}


@override_settings(PII_KEYS=NEW)
def test_with_apply_everything_is_under_the_newest_key(contacts):
    assert "guests_contact.value: 3 rotated" in rotate("--apply")
    assert keys() == {b"new"}
    assert Contact.objects.get(pk=contacts[1].pk).value == "+8615400000001"


@override_settings(PII_KEYS=NEW)
def test_a_second_time_finds_nothing(contacts):
    rotate("--apply")

    assert "guests_contact.value: 0 rotated" in rotate("--apply")


def test_the_old_key_can_be_retired_afterwards(contacts):
    with override_settings(PII_KEYS=NEW):
        rotate("--apply")
    with override_settings(PII_KEYS={"new": b"n" * 32}):
        assert [row.value for row in Contact.objects.order_by("pk")] == [f"+8615400000{n:03d}" for n in range(3)]


def test_every_encrypted_column_is_known():
    assert {field.place for _model, field in encrypted_fields()} >= {
        "guests_contact.value",
        "guests_guesttag.note",
        "guests_identitydocument.last_four",
        "ingest_filepart.content",
    }
