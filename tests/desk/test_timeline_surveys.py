"""A survey that was answered, as the timeline says it."""

import pytest
from django.utils import translation

from guests.models import Touchpoint
from guests.timeline import touch
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.desk.timeline import WORDS, timeline
from tests.factories import NOW, GuestFactory, HotelFactory, staff

SAID = {
    "nothing but words": ({"survey": 1, "invitation": 2}, "Survey answered"),
    "a recommendation": ({"nps": 0}, "Survey answered: NPS 0"),
    "both": ({"nps": 9, "csat": 4}, "Survey answered: NPS 9, CSAT 4"),
}


@pytest.mark.parametrize("case", SAID)
def test_scores_are_told_and_nothing_else(case):
    details, words = SAID[case]

    assert str(WORDS["survey"](Touchpoint(kind="survey", details=details))) == words


def test_scores_are_listed_as_the_language_lists_them():
    with translation.override("zh-hans"):
        words = str(WORDS["survey"](Touchpoint(kind="survey", details={"nps": 9, "csat": 4})))

    assert "NPS 9、CSAT 4" in words


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Touchpoint.Kind.SURVEY, Touchpoint.Kind.REVIEW])
def test_what_was_said_of_a_hotel_is_seen_by_those_who_see_its_stays(kind):
    here, there, guest = HotelFactory(), HotelFactory(), GuestFactory()
    for hotel in (here, there):
        touch(guest, kind=kind, key=f"{kind}:{hotel.pk}", at=NOW, hotel=hotel, nps=1)

    seen = timeline(guest, access_of(staff(Role.FRONT_DESK, here), here)).moments

    assert [moment.row.hotel for moment in seen if moment.row.kind == kind] == [here]
