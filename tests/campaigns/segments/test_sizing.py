from datetime import date, timedelta

import pytest

from campaigns.models import GuestFacts
from campaigns.segments.compiling import guests_of
from campaigns.segments.sizing import sample, size
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
