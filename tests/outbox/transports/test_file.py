"""What is kept here instead of being sent."""

import stat
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from hotelcrm.outbox.models import Message, Sender
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import Envelope, Fate, file, transport_called, transports_for
from hotelcrm.outbox.transports.file import forget
from tests.factories import NOW, MessageFactory

ATTEMPT = UUID(int=7)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "outbox"


def envelope(number=1, **fields):
    return Envelope(
        **{
            "message_id": number,
            "attempt": ATTEMPT,
            "reference": f"message-{number}",
            "address": "zhang@example.com",
            "name": "张敏",
            "language": "zh-hans",
            "subject": "秋日湖畔",
            "text": "期待您。",
            "html": "<p>期待您。</p>",
            "headers": {"List-Id": "<a.b>"},
            "provider": {"code": "SMS_1", "parameters": ["张敏"]},
        }
        | fields
    )


def keep(*envelopes, channel="email"):
    sender = Sender(channel=channel, transport="file", name="星湾酒店", address="hello@hotel.example")
    connection = transport_called("file").open(sender)
    outcomes = connection.deliver(envelopes)
    connection.close()
    return outcomes


def read(number):
    return file.read(Message(pk=number, attempt=ATTEMPT))


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_it_is_read_back_as_the_guest_would_receive_it():
    [outcome] = keep(envelope())

    found = read(1)
    assert (outcome.fate, outcome.reference) == (Fate.ACCEPTED, "file-1")
    assert found is not None
    assert (found.channel, found.sender_name, found.sender_address) == ("email", "星湾酒店", "hello@hotel.example")
    assert (found.address, found.name, found.language) == ("zhang@example.com", "张敏", "zh-hans")
    assert (found.subject, found.text, found.html) == ("秋日湖畔", "期待您。", "<p>期待您。</p>")
    assert found.headers == {"List-Id": "<a.b>"}
    assert found.provider == {"code": "SMS_1", "parameters": ["张敏"]}


def test_nobody_reads_it_on_the_disk(folder):
    keep(envelope())

    [path] = files(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(word.encode() in path.read_bytes() for word in ("zhang", "张敏", "期待", "message-1"))


def test_a_second_attempt_takes_the_place_of_the_first(folder):
    keep(envelope(text="first"))
    keep(envelope(text="second"))

    assert len(files(folder)) == 1
    assert read(1).text == "second"


@pytest.mark.django_db
def test_a_message_of_a_new_database_with_an_old_number_shows_nobody_elses_text(hotel):
    row = MessageFactory(hotel=hotel, attempt=uuid4())
    keep(envelope(row.pk))

    assert file.read(row) is None


@pytest.mark.django_db
def test_what_an_earlier_attempt_kept_is_still_the_messages(hotel):
    row = MessageFactory(hotel=hotel, attempt=uuid4())
    row.attempts.create(attempt=ATTEMPT, started_at=NOW)
    keep(envelope(row.pk))

    assert file.read(row) is not None


@pytest.mark.django_db
def test_a_file_that_does_not_say_whose_it_is_belongs_to_nobody(hotel, monkeypatch):
    row = MessageFactory(hotel=hotel, attempt=ATTEMPT)
    monkeypatch.setattr(file.keeping, "asdict", lambda kept: {k: v for k, v in vars(kept).items() if k != "attempt"})
    keep(envelope(row.pk))

    assert file.read(row) is None


def test_a_file_in_the_place_of_another_message_does_not_open(folder):
    keep(envelope(1))
    [path] = files(folder)
    path.rename(path.with_name("2"))

    assert read(2) is None
    assert read(1) is None


def test_a_key_that_is_gone_is_no_error(settings):
    keep(envelope())
    settings.PII_KEYS = {"other": b"0" * 32}

    assert read(1) is None


def test_what_is_forgotten_is_gone_and_nothing_else(folder):
    keep(*map(envelope, (1, 11, 1_001)))
    half = folder / "0" / "1.0123456789abcdef"
    half.write_bytes(b"half-written by a worker that died")

    forget([1, 5])

    assert not half.exists()
    assert [read(number) is None for number in (1, 11, 1_001)] == [True, False, False]


def test_a_disk_that_cannot_be_written_to_is_a_road_that_is_down(folder):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("no folder")

    [outcome] = keep(envelope())

    assert outcome.fate == Fate.ROAD_DOWN
    assert read(1) is None


@pytest.mark.parametrize("channel", Road.values)
def test_it_serves_every_channel(channel):
    assert "file" in [transport.name for transport in transports_for(channel)]
    keep(envelope(), channel=channel)
    assert read(1).channel == channel


def test_it_lies_in_the_data_of_the_house(folder):
    keep(envelope(1_234))

    assert files(folder) == [Path(folder / "1" / "1234")]


def test_a_text_message_is_kept_with_what_stands_around_it():
    (outcome,) = keep(envelope(7, address="+8613811111111", language="zh-hans", text="好" * 70), channel="sms")

    assert outcome.parts == 2
    assert read(7).text.endswith("，回复TD退订")
    assert read(7).text.startswith("【")
