"""A canary guest goes through the flows of the desk, and is then looked for where no personal data may be."""

import base64
import io
import logging
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from kombu.transport import memory

from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role
from hotelcrm.ingest import actions
from hotelcrm.ingest.models import Import, Kind
from stays.models import Channel, Stay
from tests.committed import snapshot
from tests.factories import PASSWORD, HotelFactory, StayFactory, staff

pytestmark = pytest.mark.django_db

FAMILY, GIVEN = "Canarioglu", "Zebedee"
PHONE, EMAIL, DOCUMENT = "+8613998877665", "zebedee.canarioglu@example.org", "P99887766X"
NOTE = "likes the seventh pillow"
# Readable anywhere outside the guest's own encrypted columns, these would be a leak.
SECRETS = (PHONE, PHONE[3:], EMAIL, DOCUMENT, NOTE)
NAMES = (FAMILY, GIVEN, FAMILY.lower())


LIST = f"客史号,姓名,手机号,邮箱\nA1,{GIVEN} {FAMILY},{PHONE},{EMAIL}\n"
HTMX = {"HX-Request": "true"}


class Walk:
    """One member of staff at work: each step answers as it should, and what it put on addresses is kept."""

    def __init__(self, client: Client, hotel: Hotel) -> None:
        self.client, self.hotel = client, hotel
        self.asked: list[str] = []

    def go(self, method: str, name: str, *args: object, status: int = 200, htmx: bool = False, **data: object):
        path = reverse(name, args=args)
        answer = getattr(self.client, method)(path, data, headers=HTMX if htmx else {})
        heads = ("Location", "HX-Redirect", "HX-Push-Url", "HX-Replace-Url", "HX-Trigger", "Content-Disposition")
        self.asked += [path, *(answer.get(head, "") for head in heads)]
        assert (name, answer.status_code) == (name, status)
        return answer

    def enter(self) -> Guest:
        document = {"document_kind": "passport", "document_country": "DE", "document_number": DOCUMENT}
        contacts = {"phone": PHONE, "email": EMAIL}
        self.go("post", "guests:new", status=302, family_name=FAMILY, given_name=GIVEN, **contacts, **document)
        return Guest.objects.get(family_name=FAMILY)

    def look_after(self, guest: Guest, stay: Stay) -> None:
        for text in (FAMILY, PHONE, PHONE[-4:], EMAIL, DOCUMENT):
            self.go("post", "desk:search", htmx=True, q=text)
        self.go("get", "desk:guest", guest.number)
        contact = guest.contacts.order_by("pk")[0]
        self.go("post", "guests:reveal-contact", guest.number, contact.pk, htmx=True, reason="call")
        self.go("post", "guests:observe", guest.number, htmx=True, tag="other-wish", note=NOTE)
        version = Guest.objects.get(pk=guest.pk).version
        names = {"family_name": FAMILY, "given_name": GIVEN, "occupation": "baker", "version": version}
        self.go("post", "guests:edit", guest.number, htmx=True, **names)
        assert Guest.objects.get(pk=guest.pk).occupation == "baker"
        self.go("get", "desk:arrivals")
        self.go("get", "desk:brief", stay.pk, htmx=True)
        self.go("post", "stays:check-in", stay.pk, status=302, room="1808")
        self.go("get", "desk:registration", stay.pk)
        self.go("get", "desk:in-house")
        self.go("post", "stays:check-out", stay.pk, status=302)
        self.go("get", "dashboards:manager")

    def come_again(self, guest: Guest) -> None:
        """Without a booking, and by one that nobody's name stood on."""
        typed = {"full_name": f"{GIVEN} {FAMILY}", "phone": PHONE}
        unknown = StayFactory(hotel=self.hotel, guest=None)
        self.go("post", "stays:attach", unknown.pk, q=FAMILY)
        self.go("post", "stays:attach-hints", unknown.pk, htmx=True, **typed)
        self.go("post", "stays:attach", unknown.pk, status=409, **typed)
        self.go("post", "stays:attach", unknown.pk, status=302, guest=guest.number)
        room = {"room": "305", "departure": self.hotel.today() + timedelta(days=1), "adults": 1, "children": 0}
        terms = {"rate": "480", "channel": Channel.objects.get(code="front-desk").pk, "key": "walk", "sure": "yes 305"}
        self.go("post", "stays:walk-in-hints", htmx=True, **typed)
        self.go("post", "stays:walk-in", status=302, ruled_out=f"{guest.number} ", **typed, **room, **terms)

    def make_one(self, guest: Guest) -> None:
        other = Guest.objects.exclude(pk=guest.pk).get(family_name=FAMILY)
        self.go("get", "guests:merge", guest.number, absorbed=other.number)
        self.go("post", "guests:merge", guest.number, status=302, absorbed=other.number, reason="same person")

    def bring_in_and_take_out(self) -> None:
        file = SimpleUploadedFile("list.csv", LIST.encode())
        self.go("post", "ingest:upload", status=302, file=file, kind=Kind.GUESTS, hotel=self.hotel.pk)
        upload = Import.objects.get()
        for step in ("ingest:check", "ingest:apply"):
            self.go("post", step, upload.pk, status=302)
            actions.work_on(upload.pk, watched=False)
            self.go("get", "ingest:page", upload.pk)
        self.go("get", "ingest:faults", upload.pk)
        upload.refresh_from_db()
        assert (upload.state, upload.new + upload.changed + upload.unchanged) == (Import.State.APPLIED, 1)
        self.go("post", "account_reauthenticate", status=302, password=PASSWORD)
        assert FAMILY in self.go("get", "desk:guest-export", "csv").content.decode("utf-8-sig")


def queued() -> str:
    """Everything that lies in the queues of this process, as the broker keeps it."""
    bodies = [
        base64.b64decode(message["body"]).decode()
        for queue in memory.Channel.queues.values()
        for message in list(queue.queue)
    ]
    return "\n".join(bodies)


@pytest.fixture
def flows(client, caplog, capsys, django_capture_on_commit_callbacks):
    """What staff do with a guest, once each; returns what was logged, put on addresses, printed, and what was rung."""
    caplog.set_level(logging.INFO)
    hotel = HotelFactory(code="here")
    client.force_login(staff(Role.MANAGER, hotel))
    walk = Walk(client, hotel)
    for queue in memory.Channel.queues.values():
        queue.queue.clear()
    with django_capture_on_commit_callbacks(execute=True):
        guest = walk.enter()
        walk.look_after(guest, StayFactory(hotel=hotel, guest=guest, arrival=hotel.today(), room="1808"))
        walk.come_again(guest)
        walk.make_one(guest)
        walk.bring_in_and_take_out()
    out = io.StringIO()
    call_command("stay_figures", "--json", stdout=out)
    shown = capsys.readouterr()
    return "\n".join([*walk.asked, caplog.text, shown.out, shown.err, out.getvalue()]), queued()


def test_logs_and_addresses_hold_nothing_of_the_guest(flows):
    heard, _rung = flows

    assert [secret for secret in (*SECRETS, *NAMES) if secret in heard] == []


def test_the_queue_holds_numbers_and_nothing_of_the_guest(flows):
    _heard, rung = flows

    assert [secret for secret in (*SECRETS, *NAMES) if secret in rung] == []
    assert str(Import.objects.get().pk) in rung  # it was rung, and said which import


def test_a_dump_holds_no_readable_contact_document_or_note(flows):
    tables = snapshot()

    found = {table for table, rows in tables.items() for secret in SECRETS if secret.encode() in rows}

    assert found == set()
    assert any(FAMILY.encode() in rows for rows in tables.values())  # the dump is real: names are in it, as designed


def temporary() -> set[str]:
    """Tables that are gone with the transaction that an import makes them in; here that is the test's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 't'")
        return {name for (name,) in cursor.fetchall()}


def test_the_name_is_only_where_a_guest_is_kept(flows):
    where = {table for table, rows in snapshot().items() for name in NAMES if name.encode() in rows}

    assert where - temporary() == {"guests_guest", "guests_namekey"}
