"""Merging two profiles on a page, and parting them again."""

import pytest
from django.urls import reverse

from guests import actions
from guests.actions import merge_guests
from guests.models import Guest, Merge
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import NOW, HotelFactory, UserFactory

from .pages import enter, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def manager(hotel):
    return signed_in(Role.MANAGER, hotel)


def url(guest) -> str:
    return reverse("guests:merge", args=[guest.number])


def test_profiles_that_may_be_the_same_are_offered(manager):
    guest = enter(contacts=[("phone", "13800138000")])
    same = enter(family_name="章", contacts=[("phone", "13800138000")])
    enter(family_name="王", given_name="五")
    response = manager.get(url(guest))

    assert [(hint.guest, hint.is_strong) for hint in response.context["hints"]] == [(same, True)]


def test_two_profiles_are_compared_side_by_side(manager):
    guest, other = enter(occupation="律师", language="en"), enter(given_name="明", language="de")
    response = manager.get(url(guest), {"absorbed": other.number})

    lines = {str(line.label): (line.kept, line.other, line.differs) for line in response.context["lines"]}
    assert lines["Language"] == ("English", "German", True)
    assert not Merge.objects.exists()


def test_contacts_are_compared_masked_and_a_lunar_birthday_by_its_own_calendar(manager):
    lunar = {"birth_month": 10, "birth_day": 15, "birth_is_lunar": True}
    guest, other = enter(**lunar), enter(contacts=[("phone", "13800138000")])
    response = manager.get(url(guest), {"absorbed": other.number})
    lines = {str(line.label): (line.kept, line.other) for line in response.context["lines"]}

    assert lines["Birthday"][0] == "day 15 of lunar month 10"
    assert (lines["Contacts"][0], lines["Contacts"][1]) == ("", "+86138 •••• 8000")


def test_merge_and_undo(manager):
    guest, other = enter(), enter()
    response = manager.post(url(guest), {"absorbed": other.number, "reason": "same person"})
    assert (response.status_code, response.url) == (302, guest.get_absolute_url())
    record = Merge.objects.get()
    assert (record.survivor, record.absorbed, record.reason) == (guest, other, "same person")

    undo = reverse("guests:undo-merge", args=[guest.number, record.pk])
    html = manager.get(response.url).content.decode()
    assert html.count(f'action="{undo}"') == 2  # in the note of what was done, and further down for later
    assert 'href="#card-merges"' in html
    assert manager.get(undo).status_code == 405
    manager.post(undo)
    assert Guest.objects.get(pk=other.pk).merged_into is None


@pytest.mark.parametrize("absorbed", ["99", "x", "", "-1"])
def test_unknown_number_is_said(manager, absorbed):
    response = manager.post(url(enter()), {"absorbed": absorbed})
    assert response.status_code == 422
    assert not Merge.objects.exists()


def test_a_guest_is_not_merged_with_itself_or_what_became_of_it(manager):
    guest, other = enter(), enter()
    assert manager.post(url(guest), {"absorbed": guest.number}).status_code == 422
    merge_guests(guest, absorbed=other, by=UserFactory(), at=NOW)
    assert manager.post(url(guest), {"absorbed": other.number}).status_code == 422


def test_two_who_merge_each_into_the_other_at_once_get_one_merge_and_a_sentence(manager, monkeypatch):
    guest, other = enter(), enter()
    merge_now = actions.merge_guests

    def late(survivor, *, absorbed, by, at, reason):
        merge_now(absorbed, absorbed=survivor, by=UserFactory(), at=NOW)  # the other request is first
        return merge_now(survivor, absorbed=absorbed, by=by, at=at, reason=reason)

    monkeypatch.setattr(actions, "merge_guests", late)
    response = manager.post(url(guest), {"absorbed": other.number})

    assert (response.status_code, Merge.objects.get().survivor) == (422, other)
    assert response.context["form"].errors == {"absorbed": ["That is the same guest."]}


def test_a_merge_of_another_guest_is_not_undone_from_here(manager):
    guest, other = enter(), enter()
    record = merge_guests(guest, absorbed=other, by=UserFactory(), at=NOW)
    assert manager.post(reverse("guests:undo-merge", args=[enter().number, record.pk])).status_code == 404


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.GUEST_RELATIONS, "", 302),
        (Role.MANAGER, "", 302),
        (Role.FRONT_DESK, "", 403),
        (Role.MARKETING, "", 403),
        (Role.PRIVACY_OFFICER, "", 403),
        (Role.DEPARTMENT, "spa", 403),
    ],
)
def test_who_may_merge(hotel, role, department, status):
    client, guest, other = signed_in(role, hotel, department), enter(), enter()
    assert client.post(url(guest), {"absorbed": other.number}).status_code == status
    assert Merge.objects.exists() is (status == 302)


def test_comparing_is_a_look_at_both(manager):
    guest, other = enter(), enter()

    manager.get(url(guest), {"absorbed": other.number})

    assert sorted(ReadLog.objects.values_list("guest_id", "what")) == [(guest.pk, "merge"), (other.pk, "merge")]
