"""The page of segments, putting away and taking up, and the overlap of two."""

import re

import pytest
from django.urls import reverse

from campaigns.models import Segment, SegmentSize
from hotelcrm.accounts.models import Role
from tests.campaigns.segments.test_sizing import guest
from tests.factories import HotelFactory, SegmentFactory, staff

pytestmark = pytest.mark.django_db

URL = reverse("campaigns:segments")
TWICE = {"all": [{"field": "stays", "op": "at_least", "value": 2}]}
FAR = {"all": [{"field": "nights", "op": "at_least", "value": 5}]}


@pytest.fixture
def _marketing(client):
    client.force_login(staff(Role.MARKETING, HotelFactory(), language="en"))


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def none_else():
    Segment.objects.all().delete()


@pytest.mark.usefixtures("_marketing", "none_else")
def test_each_segment_with_its_sentence_and_last_size(client):
    row = SegmentFactory(name_en="Regulars", rule=TWICE)
    for day, guests in ((1, 1_200), (2, 1_234)):
        SegmentSize.objects.create(segment=row, on=f"2026-11-0{day}", guests=guests, email=1, sms=2, wecom=3)

    page = text(client.get(URL))

    assert "Regulars Guests who have stayed at least 2 times. 1,234" in page
    assert "1,200" not in page


@pytest.mark.usefixtures("_marketing", "none_else")
def test_a_rule_that_holds_no_water_any_more_says_so(client):
    SegmentFactory(rule={"all": [{"field": "gone", "op": "yes"}]})

    assert "There is no such field." in text(client.get(URL))


@pytest.mark.usefixtures("_marketing", "none_else")
def test_without_segments_the_page_says_what_they_are(client):
    assert "No segment yet." in text(client.get(URL))


@pytest.mark.usefixtures("_marketing", "none_else")
@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, number):
    for row in SegmentFactory.create_batch(number, rule=TWICE):
        SegmentSize.objects.create(segment=row, on="2026-11-01", guests=1, email=1, sms=1, wecom=1)
    client.get(URL)

    with django_assert_num_queries(7):
        client.get(URL)


@pytest.mark.usefixtures("_marketing", "none_else")
def test_put_away_and_taken_up(client):
    row = SegmentFactory(name_en="Regulars")

    client.post(reverse("campaigns:put-away-segment", args=[row.pk]))
    assert "Regulars" not in text(client.get(URL)).replace("“Regulars” is put away.", "")
    assert "Regulars" in text(client.get(URL, {"away": "1"}))

    client.post(reverse("campaigns:take-up-segment", args=[row.pk]))
    row.refresh_from_db()
    assert row.archived_at is None


@pytest.mark.usefixtures("_marketing")
@pytest.mark.parametrize("name", ["put-away-segment", "take-up-segment", "freeze"])
def test_a_segment_that_is_not_there(client, name):
    assert client.post(reverse(f"campaigns:{name}", args=[999_999])).status_code == 404


@pytest.mark.usefixtures("_marketing")
def test_two_segments_overlap(client):
    one, other = SegmentFactory(name_en="Twice", rule=TWICE), SegmentFactory(name_en="Long", rule=FAR)
    for stays, nights in ((2, 5), (2, 1), (2, 1), (1, 9)):
        guest(stays=stays, nights=nights)

    page = text(client.get(reverse("campaigns:overlap"), {"one": one.pk, "other": other.pk}))

    assert "Only in “Twice” 2 In both 1 Only in “Long” 1" in page
    assert "33.3% of “Twice” are in “Long”, and 50% the other way round." in page


@pytest.mark.usefixtures("_marketing")
def test_one_segment_does_not_overlap_itself(client):
    one = SegmentFactory()

    assert "Choose two different segments." in text(
        client.get(reverse("campaigns:overlap"), {"one": one.pk, "other": one.pk})
    )


@pytest.mark.usefixtures("_marketing", "none_else")
def test_without_two_there_is_nothing_to_compare(client):
    assert "Two segments are needed to compare." in text(client.get(reverse("campaigns:overlap")))


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.ADMINISTRATOR])
def test_others_are_refused(client, role):
    client.force_login(staff(role, HotelFactory()))

    assert client.get(URL).status_code == 403
