"""After a no to keeping sensitive data, what was noted of it is shown nowhere and can be removed."""

import pytest
from django.urls import reverse

from guests.actions import forget_withheld, merge_guests, observe, record_consent
from guests.consent import by_profile, withholds_sensitive
from guests.models import Consent, GuestTag, Tag
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.desk import boards, houseful
from hotelcrm.desk.facts import facts_of
from stays.models import StayStatus
from tests.factories import NOW, TODAY, HotelFactory, StayFactory, UserFactory, staff

from .pages import HX, agree, client_of, enter, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def person(hotel):
    return staff(Role.FRONT_DESK, hotel)


def say_no(guest, decision="withdrawn", purpose="sensitive"):
    record_consent(guest, purpose=purpose, channel="any", decision=decision, evidence="desk", by=None, at=NOW)


def allergic():
    guest = enter()
    agree(guest)
    note(guest, "allergy-peanut")
    note(guest, "longjing-tea")
    return guest


def note(guest, code):
    return observe(guest, tag=Tag.objects.get(code=code), source="stated", by=UserFactory(), at=NOW, hotel=None)


def held(guest):
    return set(GuestTag.objects.agreed().filter(guest=guest).values_list("tag__code", flat=True))


@pytest.mark.parametrize("decision", ["withdrawn", "refused"])
def test_a_no_takes_sensitive_preferences_out_of_sight(decision):
    guest = allergic()
    assert held(guest) == {"allergy-peanut", "longjing-tea"}
    say_no(guest, decision)
    assert held(guest) == {"longjing-tea"}
    agree(guest)
    assert held(guest) == {"allergy-peanut", "longjing-tea"}


def test_one_who_was_never_asked_did_not_say_no():
    guest = allergic()
    other = enter()
    GuestTag.objects.filter(guest=guest).update(guest=other)
    assert "allergy-peanut" in held(other)


def test_a_no_of_a_merged_profile_counts():
    guest, gone = allergic(), enter()
    say_no(gone)
    assert "allergy-peanut" in held(guest)
    merge_guests(guest, absorbed=gone, by=UserFactory(), at=NOW)
    assert held(guest) == {"longjing-tea"}
    assert withholds_sensitive(guest)


def test_it_is_on_no_brief_board_list_or_page(hotel, person):
    guest = allergic()
    stay = StayFactory(guest=guest, hotel=hotel, status=StayStatus.IN_HOUSE, room="1808", arrival=TODAY)
    page = reverse("desk:guest", args=[guest.number])
    access = access_of(person, hotel)

    def everywhere():
        brief = [row.tag.code for row in facts_of(stay, today=TODAY, access=access).tags]
        board = [row.tag.code for row in boards.alerts_of([guest.pk]).get(guest.pk, [])]
        rooms = [wish.text for room in houseful.rooms(hotel, access=access) for wish in room.wishes]
        content = client_of(person).get(page).content.decode()
        return ["allergy-peanut" in brief, "allergy-peanut" in board, "Peanut allergy" in rooms, "Peanut" in content]

    assert everywhere() == [True] * 4
    say_no(guest)
    assert everywhere() == [False] * 4


def test_the_page_says_that_notes_are_withheld_and_removes_them(hotel, person):
    guest, client = allergic(), client_of(person)
    say_no(guest)
    card = client.get(reverse("guests:card", args=[guest.number, "preferences"]), **HX).content.decode()
    assert "1 sensitive note is withheld" in card

    card = client.post(reverse("guests:forget-withheld", args=[guest.number]), **HX).content.decode()
    assert "withheld" not in card
    assert [row.tag.code for row in guest.guest_tags.all()] == ["longjing-tea"]
    assert not guest.touchpoints.filter(details__tag=Tag.objects.get(code="allergy-peanut").pk).exists()


def test_nothing_is_removed_without_a_no(person):
    guest = allergic()
    assert forget_withheld(guest, by=person, at=NOW) == 0
    assert guest.guest_tags.count() == 2


@pytest.mark.parametrize(
    ("role", "department"), [(Role.MARKETING, ""), (Role.DEPARTMENT, "spa"), (Role.ADMINISTRATOR, "")]
)
def test_who_may_not_remove(hotel, role, department):
    guest = allergic()
    say_no(guest)
    client = signed_in(role, hotel, department)
    assert client.post(reverse("guests:forget-withheld", args=[guest.number]), **HX).status_code == 403


@pytest.mark.parametrize(
    ("decision", "allowed"), [("refused", False), ("withdrawn", False), ("given", True), ("", True)]
)
def test_a_no_to_personal_recommendations_is_one_to_profiling(hotel, person, decision, allowed):
    guest = enter()
    stay = StayFactory(guest=guest, hotel=hotel)
    if decision:
        say_no(guest, decision, "profiling")
    assert facts_of(stay, today=TODAY, access=access_of(person, hotel)).by_profile is (decision in {"given", ""})


def test_generic_offers_only_is_stronger_than_a_yes():
    guest = enter(generic_offers_only=True)
    assert not by_profile(guest, {("profiling", "any"): Consent(decision="given")})
