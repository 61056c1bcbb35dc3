"""What the page that writes a rule asks for: counts, a sample, one guest, choices."""

import json

import pytest
from django.urls import reverse

from campaigns.segments import sizing
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.campaigns.segments.test_sizing import guest
from tests.factories import HotelFactory, SegmentFactory, staff

pytestmark = pytest.mark.django_db

TWICE = {"all": [{"field": "stays", "op": "at_least", "value": 2}]}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def marketing(client, hotel):
    person = staff(Role.MARKETING, hotel, language="en")
    client.force_login(person)
    return person


def asked(client, name, rule, **more):
    return client.post(reverse(f"campaigns:{name}"), {"rule": json.dumps(rule), **more})


def test_a_rule_is_said_and_counted(client, marketing):
    guest(stays=3, reach_email=True)
    guest(stays=0)

    answer = asked(client, "count", TWICE).json()

    assert answer["sentence"] == "Guests who have stayed at least 2 times."
    assert "1 guest matches." in answer["matches"]
    assert answer["parts"] == {}


def test_with_parts_each_condition_is_counted_and_all_guests(client, marketing):
    guest(stays=3)
    guest(stays=0)

    answer = asked(client, "count", TWICE, parts="on").json()

    assert answer["parts"] == {"": "1", "0": "1"}
    assert "of 2 guests" in answer["matches"]


def test_in_chinese(client, hotel):
    client.force_login(staff(Role.MARKETING, hotel, language="zh-hans"))
    guest(stays=3)

    answer = asked(client, "count", TWICE).json()

    assert "客人" in answer["sentence"]
    assert "1 位客人符合。" in answer["matches"]


def test_what_is_wrong_is_said_with_its_place(client, marketing):
    answer = asked(client, "count", {"all": [*TWICE["all"], {"field": "stays", "op": "at_least", "value": "two"}]})

    assert answer.status_code == 422
    assert answer.json() == {"error": "Completed stays: Enter a whole number.", "path": "1"}


@pytest.mark.parametrize("name", ["count", "sample", "try-guest"])
def test_what_is_no_json_is_refused(client, marketing, name):
    assert client.post(reverse(f"campaigns:{name}"), {"rule": "{", "guest": "1"}).status_code == 422


def test_what_takes_too_long_says_so_and_keeps_its_words(client, marketing, monkeypatch):
    monkeypatch.setattr(sizing, "PATIENCE", "1ms")
    monkeypatch.setattr(sizing, "USABLE", "NOT f.is_restricted AND pg_sleep(0.05) IS NOT NULL")
    guest(stays=3)

    answer = asked(client, "count", TWICE)

    assert answer.status_code == 422
    assert answer.json()["slow"] is True
    assert answer.json()["error"].startswith("This takes longer than five seconds.")
    assert answer.json()["sentence"] == "Guests who have stayed at least 2 times."


def test_a_sample_shows_names_and_is_logged(client, marketing, hotel):
    who = guest(stays=3)
    guest(stays=0)

    page = asked(client, "sample", TWICE).content.decode()

    assert who.get_absolute_url() in page
    look = ReadLog.objects.get()
    assert (look.guest_id, look.what, look.user, look.hotel_id) == (who.pk, "segment", marketing, hotel.pk)


def test_a_look_again_is_the_same_look(client, marketing):
    guest(stays=3)
    asked(client, "sample", TWICE)
    asked(client, "sample", TWICE)

    assert ReadLog.objects.count() == 1


def test_an_empty_sample_says_so(client, marketing):
    assert "Nobody is in this segment now." in asked(client, "sample", TWICE).content.decode()


def test_a_faulty_rule_has_no_sample(client, marketing):
    answer = asked(client, "sample", {"all": [{"field": "nothing"}]})

    assert answer.status_code == 422
    assert "There is no such field." in answer.content.decode()


def test_guests_are_found_by_their_name(client, marketing):
    who = guest(stays=3)

    page = client.post(reverse("campaigns:people"), {"q": str(who.number)}).content.decode()

    assert f'data-guest="{who.number}"' in page


def test_nobody_is_found(client, marketing):
    assert "Nobody was found." in client.post(reverse("campaigns:people"), {"q": "zzzz"}).content.decode()


def test_one_guest_is_in(client, marketing):
    who = guest(stays=3)

    page = asked(client, "try-guest", TWICE, guest=who.number).content.decode()

    assert "Because this rule" not in page
    assert 'class="seg-chip in"' in page
    assert ReadLog.objects.get().guest_id == who.pk


def test_one_guest_is_out_and_why(client, marketing):
    who = guest(stays=3, open_complaints=1)
    rule = {"all": [*TWICE["all"], {"none": [{"field": "open_complaints", "op": "at_least", "value": 1}]}]}

    page = " ".join(asked(client, "try-guest", rule, guest=who.number).content.decode().split())

    assert 'class="seg-chip out"' in page
    assert "leaves out guests who <strong>have at least 1 open complaint</strong>" in page
    assert "this guest: 1</span></li>" in page
    assert "All the rest is as the rule wants it." in page


@pytest.mark.parametrize(("role", "tells"), [(Role.MARKETING, True), (Role.MANAGER, False)])
def test_what_a_guest_did_at_other_hotels_is_for_who_sees_them_all(client, hotel, role, tells):
    client.force_login(staff(role, hotel, language="en"))
    who = guest(stays=1, open_complaints=1, revenue=120_050, birth_year=1990)
    rule = {
        "all": [
            {"field": "stays", "op": "at_least", "value": 2},
            {"field": "revenue", "op": "at_least", "value": "2000"},
            {"none": [{"field": "open_complaints", "op": "at_least", "value": 1}]},
            {"field": "had_stay", "op": "at_least"},
            {"field": "age", "op": "at_least", "value": 90},
        ]
    }

    page = " ".join(asked(client, "try-guest", rule, guest=who.number).content.decode().split())

    assert "have stayed at least 2 times" in page
    hidden = ["this guest: 1<", "this guest: CN¥1,200.50", "this guest: not once"]
    assert [words in page for words in hidden] == [tells] * 3
    assert "this guest: " in page  # what the year of birth makes


def test_whose_data_may_not_be_used_is_out_for_that(client, marketing):
    who = guest(stays=3, is_restricted=True)

    page = asked(client, "try-guest", TWICE, guest=who.number).content.decode()

    assert "data may not be used" in page


def test_a_guest_who_is_not_there(client, marketing):
    answer = asked(client, "try-guest", TWICE, guest=999_999)

    assert answer.status_code == 422
    assert "There is no such guest." in answer.content.decode()
    assert not ReadLog.objects.exists()


def test_choices_of_a_field_and_of_what_happened(client, marketing, hotel):
    SegmentFactory(name_en="Regulars", name_zh="夜读常客")
    ask = reverse("campaigns:choices")

    segments = client.get(ask, {"field": "segment", "q": "夜读常客"}).json()["choices"]
    hotels = client.get(ask, {"field": "had_stay", "facet": "hotel"}).json()["choices"]

    assert [choice["label"] for choice in segments] == ["Regulars"]
    assert [choice["value"] for choice in hotels] == [hotel.pk]
    assert client.get(ask, {"field": "nothing"}).json() == {"choices": []}


@pytest.mark.parametrize("name", ["count", "sample", "people", "try-guest"])
@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.PRIVACY_OFFICER])
def test_others_are_refused(client, hotel, name, role):
    client.force_login(staff(role, hotel))

    assert asked(client, name, TWICE).status_code == 403
