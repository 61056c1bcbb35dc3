"""What the departure brief says."""

from datetime import timedelta

import pytest

from guests.models import Contact, Guest, Tag
from hotelcrm.accounts.access import Access, access_of
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.desk.departure import DepartureBrief, departure_brief_of
from stays.models import Charge, Stay
from tests.factories import (
    TODAY,
    ChannelFactory,
    ChargeFactory,
    CompanyFactory,
    ContactFactory,
    GuestFactory,
    GuestTagFactory,
    StayFactory,
)

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def access(front: User, hotel: Hotel) -> Access:
    return access_of(front, hotel)


@pytest.fixture
def stay(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, status="in_house", room="1808", arrival=YESTERDAY, departure=TODAY)


def brief(stay: Stay, access: Access) -> DepartureBrief:
    return departure_brief_of(stay, today=TODAY, access=access)


def said(lines) -> list[tuple[str, str]]:
    return [(line.text, line.source) for line in lines]


def test_thanks_for_a_first_stay_with_the_bill(stay, access):
    ChargeFactory(stay=stay, department=Charge.Department.SPA)

    assert said(brief(stay, access).thanks) == [
        ("For choosing us for the first time", "first stay at this hotel"),
        ("Ask how they liked it: spa", "charges of this stay"),
        ("CN¥600", "charges of this stay"),
    ]


def test_thanks_a_regular_for_coming_back(stay, access):
    for ago in (10, 20):
        StayFactory(hotel=stay.hotel, guest=stay.guest, status="checked_out", arrival=TODAY - timedelta(days=ago))

    assert said(brief(stay, access).thanks)[0] == ("For coming back", "stay no. 3 at this hotel")
    assert ("Offer to keep room 1808 for next time", "stay no. 3 at this hotel") in said(brief(stay, access).again)


def test_makes_sure_that_wishes_were_met(hotel, access):
    stay = StayFactory(hotel=hotel, status="in_house", requests="High floor")

    assert said(brief(stay, access).mend) == [("Was it as wished? “High floor”", "booking · Website")]


def test_claims_no_mistake_when_none_is_known(stay, access):
    assert brief(stay, access).mend == []


def test_gift_and_way_home_by_preference(stay, access):
    for code in ("longjing-tea", "station-transfer"):
        GuestTagFactory(guest=stay.guest, tag=Tag.objects.get(code=code))

    assert said(brief(stay, access).gifts) == [
        ("A small tin of tea", "likes: Longjing tea"),
        ("Transfer to the station: confirm the time", "habit: Station transfer"),
    ]


def test_gift_for_children(hotel, access):
    stay = StayFactory(hotel=hotel, status="in_house", adults=2, children=2)

    assert [line.text for line in brief(stay, access).gifts] == [
        "A postcard and a sweet for the children",
        "A car with child seats",
    ]


def test_guest_from_abroad_gets_an_airport_transfer(hotel, access):
    stay = StayFactory(hotel=hotel, status="in_house", guest=GuestFactory(nationality="DE"))

    assert said(brief(stay, access).gifts) == [("Airport transfer, and enough time for it", "guest from abroad")]


def test_who_wants_generic_offers_only_is_not_profiled(stay, access):
    GuestTagFactory(guest=stay.guest, tag=Tag.objects.get(code="longjing-tea"))
    Guest.objects.filter(pk=stay.guest.pk).update(generic_offers_only=True)

    assert said(brief(Stay.objects.get(pk=stay.pk), access).gifts) == [
        ("Ask where to next: taxi, station or airport", "no habit known")
    ]


def test_invites_who_came_through_another_channel_to_ours(hotel, access):
    stay = StayFactory(hotel=hotel, status="in_house", channel=ChannelFactory(code="booking-com"))
    assert [line.icon for line in brief(stay, access).again] == ["wechat"]

    ContactFactory(guest=stay.guest, kind=Contact.Kind.WECOM, value="zhang-at-wecom")

    assert said(brief(stay, access).again) == [("Ask for the next dates", "always worth a word")]


def test_asks_a_companys_guest_for_the_next_dates(hotel, access):
    stay = StayFactory(hotel=hotel, status="in_house", company=CompanyFactory(name="绿云科技"))

    assert said(brief(stay, access).again) == [("Next dates at the rate of 绿云科技?", "company account")]


def test_without_a_guest_only_the_bill(hotel, access):
    found = brief(StayFactory(hotel=hotel, guest=None, status="in_house"), access)

    assert (found.guest, said(found.thanks), found.gifts) == (None, [("CN¥1,200", "charges of this stay")], [])
