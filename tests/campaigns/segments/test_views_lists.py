"""Freezing a segment, and the pages of lists."""

import re

import pytest
from django.urls import reverse

from campaigns.actions import lists
from campaigns.models import GuestFacts, GuestList, ListedGuest
from campaigns.segments import compiling
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.campaigns.segments.test_sizing import guest
from tests.factories import GuestListFactory, HotelFactory, SegmentFactory, staff

pytestmark = pytest.mark.django_db

TWICE = {"all": [{"field": "stays", "op": "at_least", "value": 2}]}


@pytest.fixture
def marketing(client):
    person = staff(Role.MARKETING, HotelFactory(), language="en")
    client.force_login(person)
    return person


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def freeze(client, segment, **fields):
    return client.post(reverse("campaigns:freeze", args=[segment.pk]), {"name": "Autumn", "key": "k", **fields})


def test_the_page_proposes_a_name_and_says_the_rule(client, marketing):
    segment = SegmentFactory(name_en="Regulars", rule=TWICE)

    page = client.get(reverse("campaigns:freeze", args=[segment.pk])).content.decode()

    assert 'value="Regulars ' in page
    assert "Guests who have stayed at least 2 times." in page


def test_who_is_in_now_is_on_the_list(client, marketing):
    segment = SegmentFactory(rule=TWICE)
    inside = [guest(stays=2), guest(stays=3)]
    guest(stays=1)
    guest(stays=9, is_restricted=True)

    answer = freeze(client, segment)

    row = GuestList.objects.get()
    assert answer.url == reverse("campaigns:list", args=[row.pk])
    assert (row.name, row.size, row.rule, row.by) == ("Autumn", 2, TWICE, marketing)
    assert {listed.guest for listed in ListedGuest.objects.filter(list=row)} == set(inside)


def test_a_double_click_is_one_list(client, marketing):
    segment = SegmentFactory(rule=TWICE)
    guest(stays=2)

    freeze(client, segment)
    freeze(client, segment)

    assert GuestList.objects.count() == 1
    assert ListedGuest.objects.count() == 1


def test_an_empty_segment_is_not_kept(client, marketing):
    answer = freeze(client, SegmentFactory(rule=TWICE))

    assert answer.status_code == 422
    assert "Nobody is in this segment now, so there is nothing to keep." in text(answer)
    assert not GuestList.objects.exists()


def test_a_list_without_a_name_keeps_what_was_typed(client, marketing):
    assert freeze(client, SegmentFactory(rule=TWICE), name="").status_code == 422


def test_the_page_of_a_list_shows_its_guests_and_logs_the_look(client, marketing):
    who, merged = guest(stays=2), guest(stays=2)
    row = GuestListFactory(guests=[who, merged], segment=SegmentFactory(rule=TWICE))
    GuestFacts.objects.filter(guest=merged).update(is_restricted=True)

    page = client.get(reverse("campaigns:list", args=[row.pk]))

    assert who.get_absolute_url() in page.content.decode()
    assert merged.get_absolute_url() not in page.content.decode()
    assert "Who was merged, erased or restricted since is not shown" in text(page)
    assert [(look.guest_id, look.object_id) for look in ReadLog.objects.all()] == [(who.pk, row.pk)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(client, marketing, django_assert_num_queries, number):
    GuestListFactory.create_batch(number)
    client.get(reverse("campaigns:lists"))

    with django_assert_num_queries(5):
        assert client.get(reverse("campaigns:lists")).content.count(b"/segments/lists/") >= number


def test_without_lists_the_page_says_what_they_are(client, marketing):
    assert "No list yet." in text(client.get(reverse("campaigns:lists")))


def test_a_list_that_is_not_there(client, marketing):
    assert client.get(reverse("campaigns:list", args=[999_999])).status_code == 404


def test_others_are_refused(client):
    client.force_login(staff(Role.GUEST_RELATIONS, HotelFactory()))
    row = GuestListFactory()

    assert client.get(reverse("campaigns:list", args=[row.pk])).status_code == 403
    assert freeze(client, row.segment).status_code == 403


def test_what_takes_too_long_is_said_and_nothing_is_kept(client, marketing, monkeypatch):
    guest()
    monkeypatch.setattr(compiling, "USABLE", "pg_sleep(2) IS NOT NULL")
    monkeypatch.setattr(lists, "PATIENCE", "50ms")

    answer = freeze(client, SegmentFactory())

    assert answer.status_code == 422
    assert "This takes longer than a minute." in text(answer)
    assert GuestList.objects.count() == 0
