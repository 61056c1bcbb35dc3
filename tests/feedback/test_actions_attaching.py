"""Files of a ticket: what they are by their content, how many, how large, and sealed at rest."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from feedback.actions import handling
from feedback.actions.attaching import MOST_FILES, OtherTypeError, TooBigError, TooManyError, attach
from feedback.actions.joining import merge
from feedback.models import Attachment, TicketEvent
from feedback.rules.files import MOST_BYTES, content_type, name_for
from hotelcrm.accounts.models import Role
from hotelcrm.pii.keyring import key_of
from tests.factories import NOW, HotelFactory, TicketFactory, staff

from .tickets import heic, jpeg, pdf, png, webp

FILES = {
    "image/jpeg": jpeg(),
    "image/png": png(),
    "image/webp": webp(),
    "image/heic": heic(),
    "application/pdf": pdf(),
}


@pytest.fixture
def author(db):
    return staff(Role.GUEST_RELATIONS, HotelFactory())


@pytest.fixture
def ticket(db):
    return TicketFactory()


def add(ticket, author, content=None, *, name="tap.png", key="k"):
    return attach(ticket, name=name, content=png() if content is None else content, by=author, at=NOW, key=key)


# What a file is


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_what_its_content_says(kind):
    assert content_type(FILES[kind]) == kind


@pytest.mark.parametrize("kind", FILES)
def test_cut_off_anywhere_it_is_nothing(kind):
    whole = FILES[kind]

    assert {content_type(whole[:length]) for length in range(len(whole) - 2)} <= {None}


@pytest.mark.parametrize("kind", FILES)
def test_first_bytes_alone_are_nothing(kind):
    assert content_type(FILES[kind][:12] + b"<script>alert(1)</script>" * 100) is None


OTHERS = {
    "nothing": b"",
    "text": b"hello",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing with scripts": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a program": b"MZ\x90\0" + bytes(200),
    "an archive": b"PK\3\4" + bytes(200),
    "a film": b"\0\0\0\x18ftypisom\0\0\0\0mif0isom\0\0\0\x0cmeta\0\0\0\0\0\0\0\x0bmdat\1\2\3",
    "a page before a picture": b"<script></script>" + png(),
    "GIF": b"GIF89a" + bytes(100),
    "a JPEG without a picture": b"\xff\xd8\xff\xda\0\x08\1\1\0\0\x3f\0\x7f\xff\xd9",
    "a JPEG that runs in circles": b"\xff\xd8" + b"\xff" * 1000,
    "a JPEG whose segment ends before it begins": b"\xff\xd8\xff\xe0\0\0\xff\xe0\0\0",
    "a box that is larger than the file": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\xff\xff\xff\xffmeta",
    "a box of no size": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\1meta\0\0\0\0\0\0\0\0",
    "a WebP of sound": b"RIFF\x10\0\0\0WAVEfmt \4\0\0\0\1\2\3\4",
}


@pytest.mark.parametrize("what", OTHERS)
def test_everything_else_is_nothing(what):
    assert content_type(OTHERS[what]) is None


def test_what_cameras_append_to_a_picture_is_left_to_them():
    assert content_type(jpeg() + b"a moving picture") == "image/jpeg"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("tap.png", "tap.png"),
        ("tap.exe", "tap.png"),
        ("tap.png.exe", "tap.png.png"),
        ("C:\\Users\\li\\tap.png", "tap.png"),
        ("../../etc/passwd", "passwd.png"),
        ("invoice\u202egnp.exe", "invoicegnp.png"),
        ("line\nbreak.png", "linebreak.png"),
        ("水龙头.PNG", "水龙头.png"),
        ("", "file.png"),
        ("...", "file.png"),
        ("x" * 500 + ".png", "x" * 116 + ".png"),
    ],
)
def test_what_a_file_is_called(given, kept):
    assert name_for(given, "image/png") == kept


# Adding it


def test_a_file_is_kept_with_its_event(ticket, author):
    row = add(ticket, author, jpeg(), name="tap.png")

    held = Attachment.objects.get(pk=row.pk)
    assert (held.name, held.content_type, held.size, held.content) == ("tap.jpg", "image/jpeg", len(jpeg()), jpeg())
    assert (held.event.kind, held.event.ticket, held.event.by) == ("attached", ticket, author)
    assert held.event.details == {"type": "image/jpeg", "size": len(jpeg())}


def test_nothing_of_it_stands_in_the_table(ticket, author):
    add(ticket, author, png(b"a secret of the guest"), name="secret plan.png")

    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM feedback_attachment a")
        [(row,)] = cursor.fetchall()
    assert b"a secret".hex() not in row
    assert "secret plan" not in row


def test_the_same_file_again_is_the_first_one(ticket, author):
    first = add(ticket, author)

    assert add(ticket, author, name="other.png", key="another form") == first
    assert TicketEvent.objects.filter(kind="attached").count() == 1


def test_one_form_may_bring_several(ticket, author):
    assert add(ticket, author, png(b"1")) != add(ticket, author, png(b"2"))


def test_a_guest_adds_a_file(ticket):
    assert add(ticket, None).event.by is None


def test_a_file_may_have_ten_megabytes(ticket, author):
    room_left = MOST_BYTES - len(png(b""))
    assert add(ticket, author, png(b"x" * room_left)).size == MOST_BYTES

    with pytest.raises(TooBigError):
        add(ticket, author, png(b"x" * (room_left + 1)))
    assert Attachment.objects.count() == 1


def test_the_eleventh_is_refused(ticket, author):
    for number in range(MOST_FILES):
        add(ticket, author, png(b"%d" % number))

    with pytest.raises(TooManyError):
        add(ticket, author, png(b"one more"))
    assert add(ticket, author, png(b"3")).size
    assert TicketEvent.objects.filter(kind="attached").count() == MOST_FILES


def test_what_is_no_picture_is_refused(ticket, author):
    with pytest.raises(OtherTypeError):
        add(ticket, author, OTHERS["a page"])
    assert ticket.events.count() == 1


def test_the_files_of_a_merged_ticket_are_its_too(ticket, author):
    other = TicketFactory(hotel=ticket.hotel, guest=ticket.guest)
    first = add(other, author)
    merge(other, into=ticket, by=author, at=NOW, key="m")

    assert add(ticket, author, key="l") == first
    assert add(other, author, jpeg(), key="l").ticket == ticket


# Keys


NEW = {"new": b"n" * 32, "old": b"o" * 32}


@pytest.mark.parametrize("column", ["feedback_attachment.content", "feedback_ticketevent.text", "feedback_ticket.text"])
def test_what_was_sealed_under_an_old_key_is_sealed_anew(author, capsys, column):
    with override_settings(PII_KEYS={"old": b"o" * 32}):
        ticket = TicketFactory(text="Cold.")
        row = add(ticket, author)
        handling.note(ticket, text="Boiler", by=author, at=NOW, key="n")

    with override_settings(PII_KEYS=NEW):
        call_command("rotate_keys", "--apply")
    assert f"{column}: 1 rotated" in capsys.readouterr().out
    table, _dot, name = column.partition(".")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL")
        assert {key_of(bytes(sealed)) for (sealed,) in cursor.fetchall()} == {b"new"}
    with override_settings(PII_KEYS={"new": b"n" * 32}):
        assert Attachment.objects.get(pk=row.pk).content == png()
        assert ticket.events.get(kind="note").text == "Boiler"
