"""Reviews from files: each once, on the same scale as those typed in, without a link that acts, and taken back."""

from decimal import Decimal

import pytest

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
