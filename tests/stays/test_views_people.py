"""Finding the guest of a stay, and who shares the room."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from guests.actions import create_guest, merge_guests
from guests.models import Guest
from hotelcrm.accounts.models import Hotel, Role, User
from stays.candidates import MOST, candidates
from stays.models import Stay
from tests.answers import told
from tests.factories import NOW, GuestFactory, HotelFactory, StayFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def ouyang(front: User) -> Guest:
    return create_guest(full_name="欧阳静", contacts=[("phone", "13900139000")], by=front, at=NOW)


@pytest.fixture
def unknown(hotel: Hotel) -> Stay:
    return StayFactory(hotel=hotel, guest=None, confirmation="LK100")


@pytest.mark.parametrize("typed", ["欧阳", "静", "ouyang", "oyj", "9000", "139 0013 9000"])
def test_attach_finds_the_guest_by_what_the_desk_types(desk: Client, unknown: Stay, ouyang: Guest, typed: str):
    GuestFactory()

    answer = desk.post(reverse("stays:attach", args=[unknown.pk]), {"q": typed})

    assert answer.context["found"] == [ouyang]


def test_attach_finds_by_guest_number(desk: Client, unknown: Stay, ouyang: Guest):
    answer = desk.post(reverse("stays:attach", args=[unknown.pk]), {"q": str(ouyang.number)})

    assert answer.context["found"] == [ouyang]


def test_attach_says_when_more_guests_are_meant_than_it_shows(desk: Client, unknown: Stay, front: User):
    def said(many: int) -> str:
        for number in range(many):
            create_guest(full_name=f"Abel Kettle{number}", by=front, at=NOW)
        return desk.post(reverse("stays:attach", args=[unknown.pk]), {"q": "abel"}).text

    assert f"{MOST - 1} guests found" in said(MOST - 1)
    assert f"The first {MOST}, by name." in said(5)


def test_attach_leaves_out_profiles_that_are_gone(desk: Client, unknown: Stay, ouyang: Guest):
    Guest.objects.filter(pk=ouyang.pk).update(erased_at=NOW)

    answer = desk.post(reverse("stays:attach", args=[unknown.pk]), {"q": "欧阳"})

    assert answer.context["found"] == []
    assert "Nobody was found." in answer.content.decode()


def test_attach_says_whose_stay_it_is(desk: Client, unknown: Stay, ouyang: Guest):
    answer = desk.post(reverse("stays:attach", args=[unknown.pk]), {"guest": ouyang.number})

    assert (answer.status_code, Stay.objects.get(pk=unknown.pk).guest) == (302, ouyang)


@pytest.mark.parametrize("number", ["", "0", "x", "99999999999999999999"])
def test_attach_of_nobody_asks_again(desk: Client, unknown: Stay, number: str):
    answer = desk.post(reverse("stays:attach", args=[unknown.pk]), {"guest": number})

    assert (answer.status_code, Stay.objects.get(pk=unknown.pk).guest) == (422, None)


def test_attach_enters_a_new_guest(desk: Client, unknown: Stay):
    desk.post(reverse("stays:attach", args=[unknown.pk]), {"full_name": "欧阳静", "phone": "13900139000"})

    guest = Stay.objects.get(pk=unknown.pk).guest
    assert guest is not None
    assert (guest.family_name, guest.contacts.count()) == ("欧阳", 1)


@pytest.mark.parametrize(("faulty", "field"), [({"full_name": " "}, "full_name"), ({"phone": "12"}, "phone")])
def test_attach_says_what_is_wrong_with_a_new_guest(desk: Client, unknown: Stay, faulty: dict[str, str], field: str):
    answer = desk.post(reverse("stays:attach", args=[unknown.pk]), {"full_name": "欧阳静"} | faulty)

    assert (answer.status_code, list(answer.context["new"].errors)) == (422, [field])
    assert not Guest.objects.filter(full_name="欧阳静").exists()


def test_attach_of_a_new_guest_twice_enters_one(desk: Client, unknown: Stay):
    answers = [desk.post(reverse("stays:attach", args=[unknown.pk]), {"full_name": "欧阳静"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert Guest.objects.filter(full_name="欧阳静").count() == 1


def test_a_new_guest_who_is_on_file_is_asked_about_before_anybody_is_entered(
    desk: Client, unknown: Stay, ouyang: Guest
):
    url, typed = reverse("stays:attach", args=[unknown.pk]), {"full_name": "欧阳静", "phone": "139 0013 9000"}

    answer = desk.post(url, typed)
    assert (answer.status_code, Stay.objects.get(pk=unknown.pk).guest) == (409, None)
    assert all(part in answer.text for part in ("Use for this stay", "139 0013 9000", "Nothing is saved yet."))

    assert desk.post(url, typed | {"ruled_out": f"{ouyang.number} "}).status_code == 302
    guest = Stay.objects.get(pk=unknown.pk).guest
    assert guest not in {None, ouyang}


def test_the_hinted_guest_is_attached(desk: Client, unknown: Stay, ouyang: Guest):
    typed = {"full_name": "欧阳静", "phone": "13900139000", "guest": ouyang.number}

    desk.post(reverse("stays:attach", args=[unknown.pk]), typed)

    assert (Stay.objects.get(pk=unknown.pk).guest, Guest.objects.count()) == (ouyang, 1)


def test_hints_come_while_somebody_types(desk: Client, unknown: Stay, ouyang: Guest):
    hints = desk.post(reverse("stays:attach-hints", args=[unknown.pk]), {"phone": "139 0013 9000"})

    assert [hint.guest for hint in hints.context["hints"]] == [ouyang]


def test_hints_of_a_stay_of_another_hotel_are_not_found(desk: Client):
    stay = StayFactory(hotel=HotelFactory(), guest=None)
    answers = [desk.post(reverse("stays:attach-hints", args=[pk])) for pk in (stay.pk, stay.pk + 1000)]

    assert answers[0].status_code == 404
    assert told(answers[0]) == told(answers[1])


@pytest.mark.parametrize("verb", ["attach", "remove-companion"])
def test_digits_without_end_are_nobody(desk: Client, unknown: Stay, verb: str):
    answer = desk.post(reverse(f"stays:{verb}", args=[unknown.pk]), {"guest": "9" * 5000})

    assert answer.status_code in {404, 422}


def test_attach_over_another_guest_is_refused_with_a_sentence(desk: Client, hotel: Hotel, ouyang: Guest):
    answer = desk.post(reverse("stays:attach", args=[StayFactory(hotel=hotel).pk]), {"guest": ouyang.number})

    assert answer.status_code == 409
    assert "Detach that guest first" in answer.content.decode()


def test_detach(desk: Client, hotel: Hotel):
    stay = StayFactory(hotel=hotel)

    desk.post(reverse("stays:detach", args=[stay.pk]))

    assert Stay.objects.get(pk=stay.pk).guest is None


def test_companions_are_added_and_removed(desk: Client, hotel: Hotel, ouyang: Guest):
    stay = StayFactory(hotel=hotel)

    desk.post(reverse("stays:add-companion", args=[stay.pk]), {"guest": ouyang.number})
    assert [row.guest for row in stay.companions.all()] == [ouyang]

    desk.post(reverse("stays:remove-companion", args=[stay.pk]), {"guest": ouyang.number})
    assert stay.companions.count() == 0


def test_the_guest_is_no_companion(desk: Client, hotel: Hotel, ouyang: Guest):
    stay = StayFactory(hotel=hotel, guest=ouyang)

    assert desk.post(reverse("stays:add-companion", args=[stay.pk]), {"guest": ouyang.number}).status_code == 409


def test_removing_somebody_who_shares_nothing_is_not_found(desk: Client, hotel: Hotel, ouyang: Guest):
    url = reverse("stays:remove-companion", args=[StayFactory(hotel=hotel).pk])

    assert [desk.post(url, {"guest": number}).status_code for number in (ouyang.number, "x")] == [404, 404]


VERBS = ["stays:attach", "stays:detach", "stays:add-companion", "stays:remove-companion"]


@pytest.mark.parametrize("verb", VERBS)
def test_marketing_attaches_nobody(hotel: Hotel, signed_in: Callable[[User], Client], verb: str, ouyang: Guest):
    stay = StayFactory(hotel=hotel)
    marketer = signed_in(staff(Role.MARKETING, hotel))

    assert marketer.post(reverse(verb, args=[stay.pk]), {"guest": ouyang.number}).status_code == 403
    assert Stay.objects.get(pk=stay.pk).version == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_stay_of_another_hotel_answers_like_one_that_does_not_exist(desk: Client, verb: str, ouyang: Guest):
    stay = StayFactory(hotel=HotelFactory())
    answers = [desk.post(reverse(verb, args=[pk]), {"guest": ouyang.number}) for pk in (stay.pk, stay.pk + 1000)]

    assert answers[0].status_code == 404
    assert told(answers[0]) == told(answers[1])
    assert Stay.objects.get(pk=stay.pk).version == 1


def test_an_absorbed_name_leads_to_the_survivor(front: User):
    kept = create_guest(full_name="李明", by=front, at=NOW)
    gone = create_guest(full_name="欧阳静", by=front, at=NOW)
    merge_guests(kept, absorbed=gone, by=front, at=NOW)

    assert candidates("欧阳", country="CN") == candidates(str(gone.number), country="CN") == [kept]
