"""A canary guest goes through the flows of the desk, and is then looked for where no personal data may be."""

import io
import logging

import pytest
from django.core.management import call_command
from django.urls import reverse

from guests.models import Guest
from hotelcrm.accounts.models import Role
from tests.committed import snapshot
from tests.factories import HotelFactory, StayFactory, staff

pytestmark = pytest.mark.django_db

FAMILY, GIVEN = "Canarioglu", "Zebedee"
PHONE, EMAIL, DOCUMENT = "+8613998877665", "zebedee.canarioglu@example.org", "P99887766X"
NOTE = "likes the seventh pillow"
# Readable anywhere outside the guest's own encrypted columns, these would be a leak.
SECRETS = (PHONE, PHONE[3:], EMAIL, DOCUMENT, NOTE)
NAMES = (FAMILY, GIVEN, FAMILY.lower())


@pytest.fixture
def flows(client, caplog, capsys):
    """Everything the desk does with a guest, once; returns the guest, and what was logged and put on addresses."""
    caplog.set_level(logging.INFO)
    hotel = HotelFactory(code="here")
    client.force_login(staff(Role.MANAGER, hotel))
    asked = []

    def go(method, name, *args, **data):
        path = reverse(name, args=args)
        asked.append(path)
        response = getattr(client, method)(path, data)
        asked.append(response.get("Location", ""))
        assert response.status_code < 500
        return response

    go(
        "post",
        "guests:new",
        family_name=FAMILY,
        given_name=GIVEN,
        phone=PHONE,
        email=EMAIL,
        document_kind="passport",
        document_country="DE",
        document_number=DOCUMENT,
    )
    guest = Guest.objects.get(family_name=FAMILY)
    stay = StayFactory(hotel=hotel, guest=guest, arrival=hotel.today(), room="1808")
    for text in (FAMILY, PHONE, PHONE[-4:], EMAIL, DOCUMENT):
        go("post", "desk:search", q=text)
    go("get", "desk:guest", guest.number)
    go("post", "guests:reveal-contact", guest.number, guest.contacts.order_by("pk")[0].pk, reason="call")
    go("post", "guests:observe", guest.number, tag="other-wish", note=NOTE)
    go("post", "guests:edit", guest.number, family_name=FAMILY, given_name=GIVEN, occupation="baker", version=1)
    go("get", "desk:arrivals")
    go("get", "desk:brief", stay.pk)
    go("post", "stays:check-in", stay.pk, room="1808")
    go("get", "desk:registration", stay.pk)
    go("get", "desk:in-house")
    go("post", "stays:check-out", stay.pk)
    go("get", "dashboards:manager")
    out = io.StringIO()
    call_command("stay_figures", "--json", stdout=out)
    shown = capsys.readouterr()
    return guest, "\n".join([*asked, caplog.text, shown.out, shown.err, out.getvalue()])


def test_logs_and_addresses_hold_nothing_of_the_guest(flows):
    _guest, heard = flows

    assert [secret for secret in (*SECRETS, *NAMES) if secret in heard] == []


def test_a_dump_holds_no_readable_contact_document_or_note(flows):
    tables = snapshot()

    found = {table for table, rows in tables.items() for secret in SECRETS if secret.encode() in rows}

    assert found == set()
    assert any(FAMILY.encode() in rows for rows in tables.values())  # the dump is real: names are in it, as designed


def test_the_name_is_only_where_a_guest_is_kept(flows):
    where = {table for table, rows in snapshot().items() if FAMILY.encode() in rows}

    assert where <= {"guests_guest", "guests_namekey"}
