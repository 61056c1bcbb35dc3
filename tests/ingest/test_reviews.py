"""Reviews from files: each once, on the same scale as those typed in, without a link that acts, and taken back."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection

from feedback.actions import reading, reviewing
from feedback.models import Review, Sentence, Tally, Ticket
from hotelcrm.accounts.models import Hotel, Role
from hotelcrm.ingest.models import Kind
from tests.factories import NOW, HotelFactory, staff

from .files import applied, counts, faults, undone

pytestmark = pytest.mark.django_db

LIST = """点评编号,平台,点评日期,评分,满分,昵称,标题,点评内容,链接
778,携程,2026-11-03,4.5,5,M18***23,,房间干净，早餐丰富。,https://hotels.ctrip.com/1
779,Booking.com,2026-11-04,2,10,Ben,Noisy,We heard the street all night.,
"""


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


def test_a_file_of_reviews_is_kept_as_if_typed_in(hotel: Hotel) -> None:
    by = staff(Role.MARKETING, hotel)
    found = applied(LIST, Kind.REVIEWS, hotel, by=by)

    assert (counts(found), faults(found)) == ((2, 0, 0, 0), [])
    first, second = Review.objects.order_by("key")
    assert (first.site, first.rating, first.author, first.url) == (
        "ctrip",
        Decimal("4.50"),
        "M18***23",
        "https://hotels.ctrip.com/1",
    )
    assert (second.site, second.given, second.best, second.rating) == ("booking", 2, 10, Decimal("1.44"))
    assert (second.said, second.by) == ("Noisy\nWe heard the street all night.", by)


@pytest.mark.parametrize(("given", "best"), [("1", "5"), ("3.7", "5"), ("8.7", "10"), ("0", "100"), ("5.55", "7")])
def test_the_file_reckons_ratings_as_the_desk_does(hotel: Hotel, given: str, best: str) -> None:
    applied(f"id,date,rating,best rating\n1,2026-11-01,{given},{best}\n", Kind.REVIEWS, hotel)
    facts = {"site": "ctrip", "written_on": NOW.date(), "at": NOW}
    typed, _new = reviewing.enter_review(hotel, given=Decimal(given), best=Decimal(best), **facts)
    assert Review.objects.get(key="1").rating == typed.rating


def test_the_same_file_again_brings_nothing(hotel: Hotel) -> None:
    applied(LIST, Kind.REVIEWS, hotel)
    assert counts(applied(LIST, Kind.REVIEWS, hotel)) == (0, 0, 2, 0)
    assert Review.objects.count() == 2


def test_what_has_no_number_is_known_by_its_words_also_to_the_desk(hotel: Hotel) -> None:
    rows = "site,date,rating,author,text\nctrip,2026-11-03,5,Ann,很好\nctrip,2026-11-03,5,Ann,很好\n"
    found = applied(rows, Kind.REVIEWS, hotel)
    assert (counts(found), faults(found)) == ((1, 0, 0, 1), [(3, "", "duplicate")])

    facts = {"site": "ctrip", "written_on": Review.objects.get().written_on, "at": NOW}
    again, is_new = reviewing.enter_review(hotel, given=Decimal(5), author="ann", text="很好", **facts)
    assert (again, is_new) == (Review.objects.get(), False)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("1,2026-11-03,6,5,", "no_such_rating"),
        ("1,2026-11-03,-1,5,", "no_such_rating"),
        ("1,2026-11-03,1,1,", "no_such_rating"),
        ("1,2099-11-03,4,5,", "still_to_come"),
        ("1,2026-11-03,good,5,", "not_a_number"),
        ("1,,4,5,", "needed"),
    ],
)
def test_what_cannot_be_is_rejected(hotel: Hotel, row: str, fault: str) -> None:
    found = applied(f"id,date,rating,best rating,link\n{row}\n", Kind.REVIEWS, hotel)
    assert [code for _line, _column, code in faults(found)] == [fault]
    assert not Review.objects.exists()


def test_a_link_that_would_act_is_left_out(hotel: Hotel) -> None:
    found = applied("id,date,rating,link\n1,2026-11-03,4,javascript:alert(1)\n", Kind.REVIEWS, hotel)
    assert faults(found) == [(2, "link", "no_link")]
    assert Review.objects.get().url == ""


def test_the_site_follows_from_the_link(hotel: Hotel) -> None:
    rows = "id,date,rating,link\n1,2026-11-03,4,https://www.booking.com/x\n2,2026-11-03,4,https://example.com/google\n"
    applied(rows, Kind.REVIEWS, hotel)
    assert list(Review.objects.order_by("key").values_list("site", flat=True)) == ["booking", "other"]


REPLIED = """点评编号,平台,点评日期,评分,点评内容,酒店回复,回复人,回复日期
778,携程,2026-11-03,4.5,房间干净，早餐丰富。,谢谢您的好评。,李经理,2026-11-05
779,携程,2026-11-04,5,很好,,,
780,携程,2026-11-04,3,一般,请再给我们一次机会。,,
"""


def replies() -> dict[str, tuple[str, str]]:
    return {row.key: (row.reply, row.replied_as) for row in Review.objects.all()}


def test_a_file_brings_what_was_replied_who_did_and_when() -> None:
    hotel = HotelFactory(time_zone="Asia/Shanghai")
    found = applied(REPLIED, Kind.REVIEWS, hotel)

    assert (counts(found), faults(found)) == ((3, 0, 0, 0), [])
    assert replies() == {"778": ("谢谢您的好评。", "李经理"), "779": ("", ""), "780": ("请再给我们一次机会。", "")}
    first, second, third = Review.objects.order_by("key")
    assert first.replied_at == datetime(2026, 11, 5, 12, tzinfo=hotel.zone)
    assert (second.replied_at, third.replied_at is None, first.replied_by) == (None, False, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT replied_as FROM feedback_review WHERE key = '778'")
        assert "李经理".encode() not in bytes(cursor.fetchone()[0])


def test_a_later_file_brings_the_reply_that_was_missing_and_no_other(hotel: Hotel) -> None:
    first = applied(REPLIED.replace(",谢谢您的好评。,李经理,2026-11-05", ",,,"), Kind.REVIEWS, hotel)
    noted = Review.objects.get(key="779")
    reviewing.reply(noted, text="我们自己回的", seen="", by=staff(Role.MARKETING, hotel), at=NOW)

    again = applied(REPLIED.replace("很好,,,", "很好,别的,别人,"), Kind.REVIEWS, hotel)

    assert counts(again) == (0, 1, 2, 0)
    assert replies()["778"] == ("谢谢您的好评。", "李经理")
    assert replies()["779"] == ("我们自己回的", "")
    assert undone(first).kept == 2  # one has a reply of ours, one of the other file
    undone(again)
    assert replies() == {"778": ("", ""), "779": ("我们自己回的", "")}


def test_undo_leaves_a_reply_that_staff_wrote_over_the_files(hotel: Hotel) -> None:
    found = applied(REPLIED, Kind.REVIEWS, hotel)
    row = Review.objects.get(key="778")
    reviewing.reply(row, text="新的回复", seen=row.reply_version, by=staff(Role.MARKETING, hotel), at=NOW)

    assert undone(found).kept == 1
    assert replies() == {"778": ("新的回复", "")}


def test_a_reply_of_a_day_to_come_is_rejected(hotel: Hotel) -> None:
    rows = "id,date,rating,reply,replied on\n1,2026-11-03,4,Thank you,2099-01-01\n"
    assert faults(applied(rows, Kind.REVIEWS, hotel)) == [(2, "replied on", "still_to_come")]


def test_undo_takes_back_reviews_with_their_words_and_leaves_those_that_were_touched(hotel: Hotel) -> None:
    found = applied(LIST, Kind.REVIEWS, hotel)
    reading.read_waiting(at=NOW)
    reviewing.open_low(at=NOW)
    assert Ticket.objects.get().key == f"review:{Review.objects.get(key='779').pk}"

    taken = undone(found)

    assert (taken.state, taken.kept) == ("undone", 1)
    assert list(Review.objects.values_list("key", flat=True)) == ["779"]
    assert set(Sentence.objects.values_list("review__key", flat=True)) == {"779"}
    assert Tally.objects.filter(kind="a", language="zh").count() == 0
