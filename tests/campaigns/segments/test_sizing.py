from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.models import GuestFacts
from campaigns.segments import sizing
from campaigns.segments.compiling import guests_of
from campaigns.segments.sizing import TooSlow, sample, size
from tests.factories import GuestFactory

pytestmark = pytest.mark.django_db

TODAY = date(2027, 3, 1)


def guest(**facts):
    made = GuestFactory()
    GuestFacts.objects.create(guest=made, **{"known_since": TODAY, "counted_on": TODAY, **facts})
    return made


def test_size_counts_guests_of_whom_all_are_and_by_which_channel():
    guest(stays=3, reach_email=True, reach_sms=True)
    guest(stays=2, reach_wecom=True)
    guest(stays=1, reach_email=True)

    found = size({"all": [{"field": "stays", "op": "at_least", "value": 2}]}, today=TODAY, parts=True)

    assert (found.guests, found.email, found.sms, found.wecom, found.of) == (2, 1, 1, 1, 3)


def test_whom_no_channel_reaches_is_told_with_the_parts():
    guest(stays=3, reach_email=True, reach_sms=True)
    guest(stays=2), guest(stays=2)
    guest(stays=0)
    rule = {"all": [{"field": "stays", "op": "at_least", "value": 2}]}

    assert (size(rule, today=TODAY, parts=True).unreached, size(rule, today=TODAY).unreached) == (2, None)


def test_parts_are_counted_each_by_itself():
    guest(stays=3, nights=3)
    guest(stays=2, nights=9)
    guest(stays=0, nights=0)

    rule = {
        "all": [
            {"field": "stays", "op": "at_least", "value": 2},
            {"none": [{"field": "nights", "op": "at_least", "value": 5}]},
        ]
    }

    assert size(rule, today=TODAY, parts=True).parts == {"": 1, "0": 2, "1": 2, "1.0": 1}


def test_who_is_restricted_is_in_no_segment():
    guest(is_restricted=True)
    free = guest()

    assert size({"all": []}, today=TODAY, parts=True).of == 1
    assert list(guests_of({"all": []}, today=TODAY)) == [free]


def test_what_is_not_known_is_neither_more_nor_less():
    guest(last_departure=None)
    old = guest(last_departure=TODAY - timedelta(days=200))
    asked = {"field": "last_departure", "op": "days_ago_at_least", "value": 180}

    assert sample({"all": [asked]}, today=TODAY) == [old]
    assert size({"none": [asked]}, today=TODAY).guests == 1


def test_what_takes_too_long_is_given_up_with_a_sentence(monkeypatch):
    monkeypatch.setattr(sizing, "USABLE", "pg_sleep(2) IS NOT NULL")
    monkeypatch.setattr(sizing, "PATIENCE", "50ms")
    guest()

    with pytest.raises(TooSlow) as slow:
        size({"all": []}, today=TODAY)

    assert "five seconds" in slow.value.sentence


def test_patience_ends_with_the_counting():
    def patience():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('work_mem')")
            return cursor.fetchone()

    before = patience()
    size({"all": []}, today=TODAY)
    assert patience() == before


def test_a_sample_is_the_same_every_time():
    guests = [guest() for _n in range(6)]
    everybody = {"all": []}

    first = sample(everybody, today=TODAY, number=4)

    assert len(first) == 4
    assert set(first) < set(guests)
    assert sample(everybody, today=TODAY, number=4) == first


@pytest.mark.parametrize("field", ["erased_at", "restricted_at"])
def test_who_was_erased_or_restricted_a_second_ago_is_in_no_sample(field):
    gone, free = guest(), guest()
    setattr(gone, field, timezone.now())
    gone.save()

    assert sample({"all": []}, today=TODAY) == [free]
