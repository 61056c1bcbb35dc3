"""What the check-in brief says, in which order, and that each line says where it comes from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from guests.actions import record_consent
from guests.models import Consent, Contact, Guest, Notice, SpecialDate, Tag, TagCategory
from guests.models.consent import Channel as Means
from guests.models.consent import Purpose as ConsentPurpose
from hotelcrm.accounts.access import Access, access_of
from hotelcrm.accounts.models import Department, Hotel, Role, User
from hotelcrm.desk.asks import MOST, asks
from hotelcrm.desk.brief import assemble, brief_of
from hotelcrm.desk.facts import Facts, facts_of
from hotelcrm.desk.offers import offers
from stays.models import Charge, Purpose, Stay, StayGuest, StayStatus
from tests.factories import (
    NOW,
    TODAY,
    ChannelFactory,
    ChargeFactory,
    ContactFactory,
    GuestFactory,
    GuestTagFactory,
    HotelFactory,
    StayFactory,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def access(front: User, hotel: Hotel) -> Access:
    return access_of(front, hotel)


@pytest.fixture
def ma() -> Guest:
    return GuestFactory(family_name="马", given_name="骏驰", full_name="马骏驰")


@pytest.fixture
def stay(hotel: Hotel, ma: Guest) -> Stay:
    return StayFactory(hotel=hotel, guest=ma, room="1808")


@pytest.fixture
def facts(stay: Stay, access: Access) -> Callable[..., Facts]:
    def fetch(**changes: Any) -> Facts:
        found = facts_of(stay, today=TODAY, access=access)
        assert found is not None
        return replace(found, **changes)

    return fetch


def note(guest: Guest, code: str, **fields: Any) -> None:
    GuestTagFactory(guest=guest, tag=Tag.objects.get(code=code), **fields)


def agree(guest: Guest, purpose: str, decision: str = "given", **when: Any) -> None:
    record_consent(
        guest,
        purpose=purpose,
        channel=Means.ANY,
        decision=decision,
        evidence=Consent.Evidence.DESK,
        notice=Notice.objects.filter(purpose=purpose).first(),
        by=None,
        **({"at": NOW} | when),
    )


def texts(lines) -> list[str]:
    return [line.text for line in lines]


# Alerts


def test_alerts_come_first_own_before_companions_before_wishes_before_vip_before_requests(ma, stay, access):
    friend = GuestFactory(full_name="李华", family_name="李", given_name="华")
    StayGuest.objects.create(stay=stay, guest=friend)
    note(friend, "allergy-egg")
    note(ma, "no-morning-visits")
    note(ma, "allergy-peanut")
    Guest.objects.filter(pk=ma.pk).update(vip_level=3)
    Stay.objects.filter(pk=stay.pk).update(requests="Late dinner")
    stay = Stay.objects.get(pk=stay.pk)

    alerts = brief_of(stay, today=TODAY, access=access).alerts

    assert texts(alerts) == ["Peanut allergy", "Egg allergy", "Not before ten in the morning", "VIP 1", "Request"]
    assert all(line.source for line in alerts)
    assert "李华, companion" in alerts[1].source


def test_alert_says_whether_separate_consent_was_given(ma, stay, access):
    note(ma, "allergy-peanut")
    assert "separate consent missing" in brief_of(stay, today=TODAY, access=access).alerts[0].source

    agree(ma, ConsentPurpose.SENSITIVE)

    assert "separate consent given" in brief_of(stay, today=TODAY, access=access).alerts[0].source


def test_sensitive_alerts_hide_their_words_from_those_who_may_not_read_them(ma, facts):
    note(ma, "allergy-peanut", note="carries a pen")
    note(ma, "diabetes")

    brief = assemble(facts(may_see_sensitive=False))

    assert texts(brief.alerts) == ["There is an alert your role may not read."]
    assert brief.preferences == []
    assert "pen" not in repr(brief.alerts)


def test_alert_tells_whom_to_tell(ma, stay, access):
    note(ma, "allergy-peanut", note="carries a pen")

    told = brief_of(stay, today=TODAY, access=access).alerts[0].detail
    assert told == "carries a pen Please tell: Housekeeping, Restaurant, Spa, Concierge."

    TagCategory.objects.filter(code="allergy").update(departments=Department.values)
    told = brief_of(stay, today=TODAY, access=access).alerts[0].detail
    assert told == "carries a pen Please tell every department."


def test_withdrawn_preferences_are_gone(ma, stay, access):
    note(ma, "allergy-peanut", withdrawn_at=NOW)
    note(ma, "longjing-tea", withdrawn_at=NOW)

    brief = brief_of(stay, today=TODAY, access=access)

    assert (brief.alerts, brief.preferences) == ([], [])


# Occasions and preferences


def test_occasion_says_the_day_as_staff_say_it(ma, stay, access):
    SpecialDate.objects.create(guest=ma, kind="wedding", month=11, day=22, year=2016)

    [line] = brief_of(stay, today=TODAY, access=access).occasions

    assert line.text == "Wedding anniversary: tomorrow, Sun 22 Nov"
    assert line.detail == "10 years · Congratulate, and have flowers in the room."
    assert line.source == "special day in the profile"


def test_preferences_by_category_then_by_who_says_so(ma, stay, access):
    note(ma, "puer-tea", source="inferred", confidence=62)
    note(ma, "longjing-tea", source="observed", department="housekeeping", times=3)
    note(ma, "coffee", source="stated")
    note(ma, "high-floor", source="inferred", confidence=80)

    lines = brief_of(stay, today=TODAY, access=access).preferences

    assert [(line.text, line.source) for line in lines] == [
        ("High floor", "inferred · 80%"),
        ("Coffee", "stated by the guest"),
        ("Longjing tea", "observed by Housekeeping · 3 times"),
        ("Pu'er tea", "inferred · 62%"),
    ]


# Asking


def codes(found) -> list[str]:
    return [one.code for one in found]


def test_asks_two_things_at_most(facts):
    assert codes(asks(facts())) == ["contact", "marketing"]
    assert MOST == 2


def test_asks_first_for_the_consent_that_keeping_an_allergy_needs(ma, facts):
    note(ma, "allergy-peanut")

    [first, *_rest] = asks(facts())

    assert (first.code, first.text) == ("sensitive", "May we keep this on file: Peanut allergy?")
    assert first.url == f"/guests/{ma.number}/consents/record/sensitive/any/"


def test_asks_for_a_new_address_when_mail_came_back(ma, facts):
    ContactFactory(guest=ma)
    ContactFactory(guest=ma, kind=Contact.Kind.EMAIL, value="ma@example.com", bounced_at=NOW - timedelta(days=120))

    [first, *_rest] = asks(facts())

    assert (first.code, first.source) == ("email", "mail came back 4 months ago")


def test_asks_for_no_address_when_another_one_works(ma, facts):
    ContactFactory(guest=ma, kind=Contact.Kind.EMAIL, value="old@example.com", bounced_at=NOW)
    ContactFactory(guest=ma, kind=Contact.Kind.EMAIL, value="new@example.com")

    assert "email" not in codes(asks(facts()))


def test_mail_that_came_back_is_one_question(ma, facts):
    ContactFactory(guest=ma, kind=Contact.Kind.EMAIL, value="ma@example.com", bounced_at=NOW)

    assert codes(asks(facts())) == ["email", "marketing"]


def test_a_number_that_does_not_work_is_asked_for_anew(ma, facts):
    ContactFactory(guest=ma, bounced_at=NOW)

    [first, *_rest] = asks(facts())

    assert (first.code, first.source) == ("contact", "none on record works")


@pytest.mark.parametrize(
    ("answered", "source"), [(False, "not asked yet"), (True, "said no on 20 Nov 2025; may be asked again")]
)
def test_who_said_no_long_ago_is_not_called_unasked(ma, facts, answered: bool, source: str):
    if answered:
        agree(ma, ConsentPurpose.MARKETING, "refused", at=NOW - timedelta(days=366))

    [found] = [ask for ask in asks(facts()) if ask.code == "marketing"]

    assert found.source == source


def test_lists_in_chinese_have_their_own_comma(ma, facts):
    note(ma, "allergy-peanut")
    note(ma, "allergy-shellfish")

    with translation.override("zh-hans"):
        [first, *_rest] = asks(facts())

    assert "、" in first.text
    assert ", " not in first.text


@pytest.mark.parametrize(("days", "is_asked"), [(364, False), (365, True)])
def test_a_no_is_not_asked_again_within_a_year(ma, facts, days: int, is_asked: bool):
    agree(ma, ConsentPurpose.MARKETING, "refused", at=NOW - timedelta(days=days))

    assert ("marketing" in codes(asks(facts()))) == is_asked


def test_a_yes_is_not_asked_again(ma, facts):
    agree(ma, ConsentPurpose.MARKETING, at=NOW - timedelta(days=900))

    assert "marketing" not in codes(asks(facts()))


def test_a_full_profile_is_asked_nothing(ma, facts):
    ContactFactory(guest=ma)
    agree(ma, ConsentPurpose.MARKETING)
    for code in ("longjing-tea", "high-floor", "buckwheat-pillow"):
        note(ma, code)
    Guest.objects.filter(pk=ma.pk).update(language="zh-hans", birth_month=3, birth_day=5)
    guest = Guest.objects.get(pk=ma.pk)

    assert asks(facts(guest=guest)) == []


def test_a_child_is_asked_nothing(facts):
    assert asks(facts(guest=GuestFactory(birth_year=TODAY.year - 13))) == []


def test_who_wants_generic_offers_only_is_not_asked_for_a_profile(ma, facts):
    ContactFactory(guest=ma)
    ma.generic_offers_only = True

    assert codes(asks(facts(guest=ma))) == ["language"]


def test_nothing_sensitive_is_ever_asked_for(facts):
    """Whatever is missing: no health, no belief, no family status, no document."""
    wanted = " ".join(ask.text for ask in asks(facts())).casefold()

    assert not any(word in wanted for word in ("health", "allerg", "religi", "pregnan", "married", "document"))


# Offering


def completed(stay: Stay, number: int, *departments: str) -> None:
    for ago in range(1, number + 1):
        before = StayFactory(
            hotel=stay.hotel, guest=stay.guest, status=StayStatus.CHECKED_OUT, arrival=TODAY - timedelta(days=30 * ago)
        )
        for department in departments:
            ChargeFactory(stay=before, department=department)


def test_offers_dinner_to_who_dined_in_house_every_time(stay, facts):
    completed(stay, 3, Charge.Department.FOOD)

    [first, *_rest] = offers(facts())

    assert (first.code, first.source) == ("dinner", "dined in house on the last 3 stays")


def test_offers_no_dinner_after_one_stay(stay, facts):
    completed(stay, 1, Charge.Department.FOOD)

    assert "dinner" not in codes(offers(facts()))


def test_offers_what_the_guest_likes_with_the_reason(ma, facts):
    note(ma, "tea-culture")

    [offer] = [offer for offer in offers(facts()) if offer.code == "tea-culture"]

    assert offer.source == "likes: Tea culture"


@pytest.mark.parametrize(
    ("fields", "code", "source"),
    [
        ({"adults": 2, "children": 1}, "family", "1 child in the party"),
        ({"purpose": Purpose.BUSINESS}, "meeting", "business"),
        ({"purpose": Purpose.MEETING, "purpose_is_inferred": True}, "meeting", "meeting, inferred"),
        ({"departure": TODAY + timedelta(days=5)}, "laundry", "5 nights"),
    ],
)
def test_offers_what_fits_the_trip(hotel, ma, access, fields, code: str, source: str):
    trip = StayFactory(hotel=hotel, guest=ma, **fields)

    [offer] = brief_of(trip, today=TODAY, access=access).offers

    assert (offer.code, offer.source) == (code, source)


def test_offers_our_own_channel_to_who_came_through_another(hotel, ma, access):
    trip = StayFactory(hotel=hotel, guest=ma, channel=ChannelFactory(code="booking-com"))
    assert codes(brief_of(trip, today=TODAY, access=access).offers) == ["direct"]

    ContactFactory(guest=ma, kind=Contact.Kind.WECOM, value="ma-at-wecom")

    assert brief_of(trip, today=TODAY, access=access).offers == []


def test_offers_two_things_at_most(ma, stay, facts):
    completed(stay, 3, Charge.Department.FOOD, Charge.Department.SPA)
    note(ma, "tea-culture")

    assert codes(offers(facts())) == ["dinner", "tea-culture"]


def test_who_wants_generic_offers_only_gets_nothing_from_the_profile(ma, stay, facts):
    completed(stay, 3, Charge.Department.FOOD)
    note(ma, "tea-culture")
    ma.generic_offers_only = True

    assert offers(facts(guest=ma)) == []


def test_nothing_of_the_profile_is_used_while_its_use_is_restricted(ma, stay, facts):
    completed(stay, 3, Charge.Department.FOOD)
    ma.restricted_at = NOW

    assert offers(facts(guest=ma)) == []


# Numbers


def test_visits_and_spend_are_of_hotels_one_may_see(stay, access):
    completed(stay, 2)
    elsewhere = HotelFactory(currency="EUR")
    StayFactory(
        hotel=elsewhere, guest=stay.guest, status="checked_out", arrival=TODAY - timedelta(days=9), currency="EUR"
    )

    brief = brief_of(stay, today=TODAY, access=access)

    assert (brief.visit, [(currency, int(amount)) for currency, amount in brief.spend]) == (3, [("CNY", 2400)])


def test_spend_of_the_last_year_only(stay, access):
    StayFactory(hotel=stay.hotel, guest=stay.guest, status="checked_out", arrival=TODAY - timedelta(days=400))

    assert brief_of(stay, today=TODAY, access=access).spend == []


def test_a_stay_without_a_guest_says_what_was_asked_for(hotel, access):
    brief = brief_of(StayFactory(hotel=hotel, guest=None, requests="Cot"), today=TODAY, access=access)

    assert (brief.guest, texts(brief.alerts), brief.visit) == (None, ["Request"], 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_much_as_for_little(ma, stay, access, rows, django_assert_num_queries):
    completed(stay, rows, Charge.Department.FOOD)
    for code in ("allergy-peanut", "longjing-tea", "high-floor")[:rows]:
        note(ma, code)
    for _ in range(rows):
        StayGuest.objects.create(stay=stay, guest=GuestFactory())
        SpecialDate.objects.create(guest=ma, kind="other", month=11, day=rows, label=str(_))

    with django_assert_num_queries(14):  # one of them for the catalogue of offers
        brief_of(stay, today=TODAY, access=access)


def test_roles_of_the_desk_may_read_alerts():
    """What the brief shows of allergies rests on this."""
    hotel = HotelFactory()
    for role in (Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MANAGER):
        assert access_of(staff(role, hotel), hotel).may("see_sensitive")  # type: ignore[arg-type]


def test_sensitive_wishes_hide_their_words_too(ma, facts):
    note(ma, "no-calls", note="sleeps badly")
    Tag.objects.filter(code="no-calls").update(is_sensitive=True)

    brief = assemble(facts(may_see_sensitive=False))

    assert texts(brief.alerts) == ["There is an alert your role may not read."]
    assert "badly" not in repr(brief)
