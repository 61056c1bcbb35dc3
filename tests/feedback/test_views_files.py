"""`feedback:attach`, `feedback:file` and `feedback:picture`: files of a ticket."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from feedback.actions.attaching import attach
from feedback.models import Attachment
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import HotelFactory, TicketFactory, staff
from tests.feedback.tickets import pdf, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def front(hotel, client):
    person = staff(Role.FRONT_DESK, hotel)
    client.force_login(person)
    return person


@pytest.fixture
def ticket(hotel, front):
    return TicketFactory(hotel=hotel, at=timezone.now())


def post(client, ticket, content, name="tap.png"):
    upload = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(reverse("feedback:attach", args=[ticket.pk]), {"attach-file": upload, "attach-key": "abc"})


def added(ticket, content, name) -> Attachment:
    return attach(ticket, name=name, content=content, by=None, at=timezone.now(), key="k")


def url(name, attachment):
    return reverse(f"feedback:{name}", args=[attachment.pk])


def test_a_picture_is_kept_by_what_it_is(client, ticket):
    assert post(client, ticket, png()).url == ticket.get_absolute_url()

    [kept] = Attachment.objects.all()
    assert (kept.content_type, bytes(kept.content)) == ("image/png", png())
    assert url("picture", kept) in client.get(ticket.get_absolute_url()).content.decode()


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"MZ\x90", b""])
def test_anything_else_is_refused_in_words(client, ticket, content):
    answer = post(client, ticket, content)

    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_a_large_file_is_refused_before_it_is_read(client, ticket, monkeypatch):
    monkeypatch.setattr("feedback.forms.handling.MOST_BYTES", 40)
    monkeypatch.setattr(InMemoryUploadedFile, "read", None)  # whoever reads fails
    upload = BytesIO(png())
    upload.name = "tap.png"

    answer = client.post(reverse("feedback:attach", args=[ticket.pk]), {"attach-file": upload, "attach-key": "abc"})

    assert answer.status_code == 422
    assert "A file may have 10 MB." in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_leaves_as_a_download_that_no_browser_guesses_about(client, ticket, front):
    kept = added(ticket, pdf(), "账单.pdf")

    answer = client.get(url("file", kept))

    assert answer.content == pdf()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Cache-Control"] == "no-store"
    looks = ReadLog.objects.filter(what="attachment").values_list("guest_id", "object_id", "user")
    assert list(looks) == [(ticket.guest_id, kept.pk, front.pk)]


def test_a_picture_is_shown_and_what_is_none_is_not(client, ticket):
    shown, kept = (
        added(ticket, png(), "a.png"),
        attach(ticket, name="b.pdf", content=pdf(), by=None, at=timezone.now(), key="l"),
    )

    assert client.get(url("picture", shown))["Content-Disposition"] == "inline"
    assert client.get(url("picture", shown))["X-Content-Type-Options"] == "nosniff"
    assert client.get(url("picture", kept))["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["file", "picture"])
def test_a_file_of_another_hotel_or_department_is_none(client, hotel, front, name):
    there = added(TicketFactory(hotel=HotelFactory()), png(), "a.png")
    here = added(TicketFactory(hotel=hotel, department="restaurant"), png(), "a.png")

    assert client.get(url(name, there)).status_code == 404
    client.force_login(staff(Role.DEPARTMENT, hotel, "spa"))
    assert client.get(url(name, here)).status_code == 404
    client.force_login(staff(Role.MARKETING, hotel))
    assert client.get(url(name, here)).status_code == 403
    assert not ReadLog.objects.filter(what="attachment").exists()
