"""The pages of reviews: list and filters, one review with reply and guest, entering one; and who may."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from feedback.actions import reviewing
from feedback.models import Review, Site, Ticket
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import NOW, GuestFactory, HotelFactory, MembershipFactory, StayFactory, staff

from .reviews import day, review

pytestmark = pytest.mark.django_db
LIST, NEW = "/feedback/reviews/", "/feedback/reviews/new/"
SEE = {Role.GUEST_RELATIONS, Role.MARKETING, Role.MANAGER}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def person(client, hotel):
    user = staff(Role.GUEST_RELATIONS, hotel)
    client.force_login(user)
    return user


def url(row, verb="review"):
    return reverse(f"feedback:{verb}", args=[row.pk])


def keys(response):
    return [row.key for row in response.context["page"].object_list]


def test_the_list_is_of_the_hotel_newest_first_with_what_it_adds_up_to(client, person, hotel):
    review(hotel, "5", key="old", written_on=day("2026-09-01"))
    review(hotel, "8", best=Decimal(10), site="booking", key="new")
    review(HotelFactory(), key="elsewhere")

    page = client.get(LIST)

    assert keys(page) == ["new", "old"]
    totals = page.context["totals"]
    assert (totals.count, totals.unreplied, round(totals.rating, 2)) == (2, 2, Decimal("4.56"))


def test_each_filter_narrows_the_list(client, person, hotel):
    review(hotel, "5", key="a", text="房间很干净，早餐丰富。", written_on=day("2026-09-30"))
    review(hotel, "2", key="b", text="The room was dirty and the staff were rude.", site="booking")
    review(hotel, "3", key="c", text="")
    reviewing.reply(Review.objects.get(key="c"), text="Thank you.", seen="", by=person, at=NOW)
    asked = {
        "site=booking": ["b"],
        "rating=low": ["b"],
        "rating=middle": ["c"],
        "rating=good": ["a"],
        "language=zh": ["a"],
        "language=en": ["b"],
        "language=other": ["c"],
        "replied=yes": ["c"],
        "replied=no": ["b", "a"],
        "month=2026-09": ["a"],
        "month=nonsense": ["c", "b", "a"],
        "site=booking&rating=good": [],
    }
    assert {query: keys(client.get(f"{LIST}?{query}")) for query in asked} == asked


def test_all_hotels_of_a_person_and_no_other(client, person, hotel):
    second = MembershipFactory(user=person, hotel=HotelFactory(), role=Role.MANAGER).hotel
    third = HotelFactory()
    for place in (hotel, second, third):
        review(place, key=place.code)
    assert set(keys(client.get(f"{LIST}?hotel="))) == {hotel.code, second.code}
    assert keys(client.get(f"{LIST}?hotel={second.code}")) == [second.code]
    assert client.get(f"{LIST}?hotel={third.code}").status_code == 404
    assert client.get(f"{LIST}?hotel=nowhere").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_however_long_the_list(client, person, hotel, rows, django_assert_num_queries):
    for n in range(rows):
        review(hotel, key=str(n), guest=GuestFactory())
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)


def test_one_review_shows_words_and_links_to_its_site_without_telling_it_who_asks(client, person, hotel):
    row = review(hotel, "4", title="Quiet", text="<b>Quiet</b> rooms.", url="https://www.ctrip.com/1")
    page = client.get(url(row)).content.decode()
    assert 'href="https://www.ctrip.com/1" rel="noopener noreferrer"' in page
    assert "&lt;b&gt;Quiet&lt;/b&gt; rooms." in page


def test_a_look_at_a_named_guest_is_logged(client, person, hotel):
    guest = GuestFactory()
    row = review(hotel, guest=guest)
    client.get(url(row))
    assert ReadLog.objects.get().guest_id == guest.pk
    assert ReadLog.objects.get().what == ReadLog.What.REVIEW


def test_typing_one_in(client, person, hotel):
    typed = {"site": "booking", "written_on": "2026-11-20", "given": "2", "best": "10", "text": "脏，吵。", "key": "77"}
    for _click in range(2):
        answer = client.post(NEW, typed)
        assert answer.status_code == 302
    row = Review.objects.get()
    assert (row.site, row.rating, row.by, row.hotel) == (Site.BOOKING, Decimal("1.44"), person, hotel)
    assert answer.url == url(row)
    assert Ticket.objects.get().key == f"review:{row.pk}"


@pytest.mark.parametrize(
    "fault",
    [{"given": "6"}, {"written_on": "2026-11-22"}, {"site": "nowhere"}, {"given": ""}, {"url": "javascript:alert(1)"}],
)
def test_what_cannot_be_is_refused(client, person, fault):
    typed = {"site": "ctrip", "written_on": "2026-11-20", "given": "4", "best": "5"} | fault
    assert client.post(NEW, typed).status_code == 422
    assert not Review.objects.exists()


def test_noting_a_reply(client, person, hotel):
    row = review(hotel)
    assert client.post(url(row, "review-reply"), {"text": "Thank you.", "seen": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.reply, row.replied_by, row.replied_at) == ("Thank you.", person, NOW)
    assert client.post(url(row, "review-reply"), {"text": " "}).status_code == 422


def test_the_second_reads_the_firsts_reply_and_keeps_what_was_typed(client, person, hotel):
    row = review(hotel)
    reviewing.reply(row, text="Ours already.", seen="", by=staff(Role.MANAGER, hotel), at=NOW)

    answer = client.post(url(row, "review-reply"), {"text": "Mine.", "seen": ""})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ours already." in page
    assert "Mine." in page
    seen = answer.context["reply"].initial["seen"]
    assert client.post(url(row, "review-reply"), {"text": "Mine.", "seen": seen}).status_code == 302
    row.refresh_from_db()
    assert row.reply == "Mine."


def test_naming_the_guest_by_number_or_booking(client, person, hotel):
    row, guest, stay = review(hotel), GuestFactory(), StayFactory(hotel=hotel, confirmation="HX-88")
    there = StayFactory(confirmation="HX-99")

    assert client.post(url(row, "review-guest"), {"who": str(guest.number)}).status_code == 302
    row.refresh_from_db()
    assert row.guest == guest
    client.post(url(row, "review-guest"), {"who": "HX-88"})
    row.refresh_from_db()
    assert (row.guest, row.stay) == (stay.guest, stay)
    for nobody in (there.confirmation, "12", "9" * 40):
        assert client.post(url(row, "review-guest"), {"who": nobody}).status_code == 422
    client.post(url(row, "review-guest"), {"who": ""})
    row.refresh_from_db()
    assert (row.guest, row.stay) == (None, None)


@pytest.mark.parametrize("verb", ["review", "review-reply", "review-guest"])
def test_a_review_of_another_hotel_is_none(client, person, verb):
    row = review(HotelFactory())
    ask = client.get if verb == "review" else client.post
    missing = reverse(f"feedback:{verb}", args=[row.pk + 1])
    assert ask(url(row, verb), {"text": "x"}).status_code == ask(missing, {"text": "x"}).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_who_sees_and_who_replies(client, hotel, role):
    row = review(hotel)
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))
    assert {client.get(path).status_code for path in (LIST, url(row), NEW)} == ({200} if role in SEE else {403})
    answer = client.post(url(row, "review-reply"), {"text": "Thank you."})
    assert answer.status_code == (302 if role in SEE else 403)


@pytest.mark.parametrize(("role", "leads_on"), [(Role.MARKETING, True), (Role.GUEST_RELATIONS, False)])
def test_without_reviews_it_leads_on_to_the_import_for_those_who_import(client, hotel, role, leads_on):
    client.force_login(staff(role, hotel))

    assert (f'href="{reverse("ingest:upload")}"' in client.get(LIST).content.decode()) == leads_on
