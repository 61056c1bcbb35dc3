"""The change form of a segment in Django's admin."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Segment, SegmentSize
from hotelcrm.accounts.models import Role
from loyalty.models import Programme
from tests.campaigns.segments.test_sizing import guest
from tests.factories import HotelFactory, SegmentFactory, staff

pytestmark = pytest.mark.django_db

TWICE = {"all": [{"field": "stays", "op": "at_least", "value": 2}]}
ADD = reverse("admin:campaigns_segment_add")


@pytest.fixture
def marketing(client):
    person = staff(Role.MARKETING, HotelFactory(), language="en")
    client.force_login(person)
    return person


def change(segment):
    return reverse("admin:campaigns_segment_change", args=[segment.pk])


def typed(rule, **fields):
    names = {"name_en": "Regulars", "name_zh": "常客", "description": "", "of_version": "1"}
    return {**names, "rule": rule if isinstance(rule, str) else json.dumps(rule), **fields}


def part_of(page, pattern):
    """The first group of `pattern`, or all of it where it has none."""
    found = re.search(pattern, page, re.DOTALL)
    assert found is not None
    return found[found.re.groups]


def kept_in(answer):
    """What stands in the text box."""
    return unescape(part_of(answer.content.decode(), r"<textarea[^>]*>(.*?)</textarea>")).strip()


def test_the_form_works_without_scripts(client, marketing):
    page = client.get(ADD)

    assert json.loads(kept_in(page)) == {"all": []}
    assert b"hidden" not in part_of(page.content, rb"<textarea[^>]*>")


def test_a_new_segment_is_kept_with_who_wrote_it(client, marketing):
    answer = client.post(ADD, typed(TWICE))

    row = Segment.objects.get(name_en="Regulars")
    assert answer.url == reverse("campaigns:segments")
    assert (row.rule, row.by, row.version) == (TWICE, marketing, 1)


def test_a_change_is_the_next_version(client, marketing):
    row = SegmentFactory()

    client.post(change(row), typed(TWICE))

    row.refresh_from_db()
    assert (row.rule, row.version) == (TWICE, 2)


def test_a_fault_names_its_row_and_nothing_typed_is_lost(client, marketing):
    row = SegmentFactory()
    faulty = {"all": [*TWICE["all"], {"field": "nights", "op": "at_least", "value": None}]}

    answer = client.post(change(row), typed(faulty, description="autumn"))

    page = answer.content.decode()
    assert 'data-fault="Nights: Enter a whole number." data-fault-path="1"' in page
    assert json.loads(kept_in(answer)) == faulty
    assert 'value="autumn"' in page
    row.refresh_from_db()
    assert row.rule == {"all": []}


def test_what_is_no_json_is_kept_as_typed(client, marketing):
    answer = client.post(ADD, typed('{"all": ['))

    assert kept_in(answer) == '{"all": ['
    assert not Segment.objects.filter(name_en="Regulars").exists()


def test_a_segment_does_not_lead_back_to_itself(client, marketing):
    row = SegmentFactory()
    other = SegmentFactory(rule={"all": [{"field": "segment", "op": "in", "value": [row.pk]}]})

    answer = client.post(change(row), typed({"all": [{"field": "segment", "op": "in", "value": [other.pk]}]}))

    assert "This segment leads back to itself." in answer.content.decode()


def test_what_somebody_else_saved_is_not_written_over_unseen(client, marketing):
    row = SegmentFactory()
    Segment.objects.filter(pk=row.pk).update(version=2, description="theirs")

    answer = client.post(change(row), typed(TWICE))
    assert "Somebody else changed this segment meanwhile." in answer.content.decode()
    assert json.loads(kept_in(answer)) == TWICE
    assert 'name="of_version" value="2"' in answer.content.decode()

    client.post(change(row), typed(TWICE, of_version="2"))
    row.refresh_from_db()
    assert (row.rule, row.version) == (TWICE, 3)


def test_the_page_says_the_rule_and_what_its_ids_are_called(client, marketing):
    other = SegmentFactory(name_en="Families")
    row = SegmentFactory(rule={"all": [{"field": "segment", "op": "in", "value": [other.pk]}]})

    page = client.get(change(row)).content.decode()

    assert "are in the segment “Families”" in page
    called = json.loads(part_of(page, r'<script id="segment-called" type="application/json">(.*?)</script>'))
    assert called == {"segment": {str(other.pk): "Families"}}


def test_sizes_are_drawn_with_their_numbers(client, marketing):
    row, today = SegmentFactory(), Programme.current().today(timezone.now())
    for size, on in ((4_310, today - timedelta(days=20)), (5_127, today)):
        SegmentSize.objects.create(segment=row, on=on, guests=size, email=1, sms=1, wecom=1)

    page = client.get(change(row)).content.decode()

    assert "4,310 → 5,127" in page
    assert '<td class="num">5,127</td>' in page


def test_two_that_were_compared_begin_a_new_one(client, marketing):
    page = client.get(ADD, {"only": "3.5"})

    assert json.loads(kept_in(page)) == {
        "all": [
            {"field": "segment", "op": "in", "value": [3]},
            {"field": "segment", "op": "not_in", "value": [5]},
        ]
    }


def test_nobody_deletes_a_segment(client, marketing):
    row = SegmentFactory()

    assert client.post(reverse("admin:campaigns_segment_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.PRIVACY_OFFICER])
def test_others_do_not_come_in(client, role):
    client.force_login(staff(role, HotelFactory()))

    assert client.get(ADD).status_code == 302


def test_its_size_stands_beside_it_at_once(client, marketing):
    guest(stays=3, reach_wecom=True), guest(stays=1)
    client.post(ADD, typed(TWICE))
    row = Segment.objects.get(name_en="Regulars")
    size = SegmentSize.objects.get(segment=row)
    assert (size.guests, size.wecom, size.on) == (1, 1, Programme.current().today(timezone.now()))

    client.post(change(row), typed({"all": []}))
    size.refresh_from_db()
    assert size.guests == 2


def test_the_cursor_does_not_wait_on_the_button_that_saves(client, marketing):
    assert "admin/js/change_form" not in client.get(ADD).content.decode()
