"""The list of guests: filters in the address, sorted, paged, and nothing masked given away."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from guests.actions import add_contact, merge_guests, observe
from guests.models import Contact, Guest
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from hotelcrm.desk import guest_list
from stays.models import StayStatus
from tests.factories import (
    NOW,
    TODAY,
    CompanyFactory,
    HotelFactory,
    StayFactory,
    TagFactory,
    UserFactory,
    confirm,
    staff,
)
from tests.guests.pages import agree, client_of, enter, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
URL = "/guests/"


@pytest.fixture
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def desk(hotel):
    return signed_in(Role.FRONT_DESK, hotel)


def listed(client, **filters):
    response = client.get(URL, filters)
    assert response.status_code == 200
    return [row.guest for row in response.context["guests"].rows]


def test_empty_list_says_what_to_do_next(desk):
    content = desk.get(URL).content.decode()
    assert "No guests yet" in content
    assert "/guests/new/" in content
    assert "/import/new/" not in content


@pytest.mark.parametrize(
    ("role", "ways"), [(Role.MANAGER, ["/guests/new/", "/import/new/"]), (Role.MARKETING, ["/import/new/"])]
)
def test_empty_list_offers_what_the_role_may_do(hotel, role, ways):
    content = client_of(staff(role, hotel)).get(URL).content.decode().partition("No guests yet")[2]

    assert [way for way in ("/guests/new/", "/import/new/") if way in content] == ways


def test_filters_that_fit_nobody_say_so(desk):
    enter()
    assert "No guest fits these filters" in desk.get(URL, {"vip": "any"}).content.decode()


def test_filters_by_the_guests_own_fields(desk):
    company = CompanyFactory(code="green")
    vip = enter(vip_level=3)
    german = enter(language="de", nationality="AT")
    colleague = enter(company=company)

    assert listed(desk, vip="any") == listed(desk, vip="3") == [vip]
    assert listed(desk, vip="1") == []
    assert listed(desk, language="de") == listed(desk, nationality="AT") == [german]
    assert listed(desk, company="green") == [colleague]
    assert listed(desk, company="green", vip="any") == []


def test_filters_by_who_is_here_at_my_hotel(hotel, desk):
    staying, arriving, leaving = enter(), enter(), enter()
    yesterday = TODAY - timedelta(days=1)
    StayFactory(
        guest=staying, hotel=hotel, status=StayStatus.IN_HOUSE, arrival=yesterday, departure=TODAY + timedelta(3)
    )
    StayFactory(guest=arriving, hotel=hotel)
    StayFactory(guest=leaving, hotel=hotel, status=StayStatus.IN_HOUSE, arrival=yesterday, departure=TODAY)
    StayFactory(guest=enter(), hotel=HotelFactory(), status=StayStatus.IN_HOUSE)

    assert set(listed(desk, here="in-house")) == {staying, leaving}
    assert listed(desk, here="arriving") == [arriving]
    assert listed(desk, here="leaving") == [leaving]


def test_who_should_have_left_is_still_leaving_and_in_house(hotel, desk):
    overdue = enter()
    yesterday = TODAY - timedelta(days=1)
    stay = StayFactory(
        guest=overdue,
        hotel=hotel,
        status=StayStatus.IN_HOUSE,
        arrival=yesterday - timedelta(days=2),
        departure=yesterday,
    )

    assert listed(desk, here="leaving") == [overdue]
    [row] = desk.get(URL).context["guests"].rows
    assert row.stay == stay


def test_filters_by_bounced_contact(desk):
    guest = enter()
    add_contact(enter(), kind="email", value="fine@example.com", by=None, at=NOW)
    contact = add_contact(guest, kind="email", value="gone@example.com", by=None, at=NOW)
    Contact.objects.filter(pk=contact.pk).update(bounced_at=NOW)

    assert listed(desk, bounced="yes") == [guest]


def test_filters_by_preference_but_not_by_a_sensitive_one_that_is_hidden(hotel, desk):
    guest = enter()
    agree(guest)
    for code, is_sensitive in (("tea-x", False), ("nuts-x", True)):
        tag = TagFactory(code=code, is_sensitive=is_sensitive)
        observe(guest, tag=tag, source="stated", by=None, at=NOW, hotel=hotel)
    enter()
    marketing = signed_in(Role.MARKETING, hotel)

    assert listed(desk, tag="tea-x") == listed(desk, tag="nuts-x") == [guest]
    assert listed(marketing, tag="tea-x") == [guest]
    assert len(listed(marketing, tag="nuts-x")) == 2  # as for a tag that does not exist: no filter at all


def test_merged_and_erased_guests_are_not_listed(desk):
    kept, gone, erased = enter(), enter(), enter()
    merge_guests(kept, absorbed=gone, by=UserFactory(), at=NOW)
    Guest.objects.filter(pk=erased.pk).update(erased_at=NOW)

    assert listed(desk) == [kept]


def test_sorts_chinese_and_western_names_together_by_their_letters(desk):
    names = [("张", "敏"), ("Featherstone", "Anna"), ("欧阳", "静"), ("阿", "宝"), ("Zeller", "Max"), ("赵", "一")]
    for family, given in names:
        enter(family_name=family, given_name=given)

    order = ["阿宝", "Anna Featherstone", "欧阳静", "Max Zeller", "张敏", "赵一"]
    assert [guest.full_name for guest in listed(desk, sort="name")] == order
    assert [guest.full_name for guest in listed(desk, sort="-name")] == order[::-1]


@pytest.mark.parametrize("sort", ["nonsense", "contacts__value_index", "full_name", "", "birth_year"])
def test_unknown_sort_is_the_usual_one(desk, sort):
    one, two = enter(), enter()
    Guest.objects.filter(pk=one.pk).update(updated_at=NOW + timedelta(hours=1))
    assert listed(desk, sort=sort) == [one, two]


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999", "²"])
def test_page_that_does_not_exist_is_no_error(desk, page):
    enter()
    assert desk.get(URL, {"page": page}).status_code == 200


def test_pages_show_everybody_once(desk, monkeypatch):
    monkeypatch.setattr(guest_list, "PAGE", 2)
    guests = [enter() for _ in range(5)]
    pages = [listed(desk, sort="number", page=str(n)) for n in (1, 2, 3)]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [guest for page in pages for guest in page] == guests


def test_count_is_exact_below_the_cap_and_says_more_beyond(desk, monkeypatch):
    for _ in range(3):
        enter(vip_level=1)
    assert "3 guests" in desk.get(URL).content.decode()

    monkeypatch.setattr(guest_list, "CAP", 2)
    monkeypatch.setattr(guest_list, "PAGE", 1)
    assert "more than 2 guests" in desk.get(URL, {"vip": "any"}).content.decode()
    assert "about " in desk.get(URL).content.decode()


def test_row_shows_the_room_of_those_in_house(hotel, desk):
    StayFactory(guest=enter(), hotel=hotel, status=StayStatus.IN_HOUSE, room="1808")
    StayFactory(guest=enter(), hotel=HotelFactory(), status=StayStatus.IN_HOUSE, room="9999")
    content = desk.get(URL).content.decode()

    assert "1808" in content
    assert "9999" not in content


def test_chips_turn_filters_on_and_off_and_keep_the_rest(desk):
    chips = desk.get(URL, {"language": "de", "sort": "name", "page": "3"}).context["guests"].chips
    on = {str(chip.label): chip.address for chip in chips if chip.is_on}
    off = {str(chip.label): chip.address for chip in chips if not chip.is_on}

    assert on == {"German": "?sort=name"}
    assert off["any VIP"] == "?language=de&sort=name&vip=any"


def test_number_of_queries_does_not_grow_with_rows(hotel, desk, django_assert_num_queries):
    for n in (1, 3):
        for _ in range(n):
            StayFactory(guest=enter(company=CompanyFactory()), hotel=hotel)
        with django_assert_num_queries(7):
            desk.get(URL)


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.FRONT_DESK, "", 200),
        (Role.MARKETING, "", 200),
        (Role.PRIVACY_OFFICER, "", 200),
        (Role.DEPARTMENT, "spa", 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_who_may_see_the_list(hotel, role, department, status):
    client = signed_in(role, hotel, department)
    assert client.get(URL).status_code == status
    assert client.get("/guests/filters/").status_code == status


def test_rarer_filters_keep_the_sort(desk):
    content = desk.get("/guests/filters/", {"sort": "name", "language": "de"}).content.decode()
    assert '<input type="hidden" name="sort" value="name">' in content
    assert '<option value="de" selected>' in content


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel)


def file_of(person, kind="csv", **filters):
    return confirm(client_of(person)).get(reverse("desk:guest-export", args=[kind]), filters)


def test_list_leaves_as_a_file_without_contacts_and_every_guest_of_it_is_logged(hotel, manager):
    guest = enter(family_name="", given_name="=2+3", language="de", contacts=[("phone", "13800138000")])
    enter(language="fr")
    response = file_of(manager, language="de")
    text = response.content.decode("utf-8-sig")

    assert response["Content-Type"].startswith("text/csv")
    assert text.splitlines()[0].startswith("Guest number,Name,Pinyin")
    assert len(text.splitlines()) == 2
    assert str(guest.number) in text
    assert "'=2+3" in text  # no formula
    assert "8000" not in text
    row = ReadLog.objects.get()
    assert (row.what, row.guest_id, row.user, row.hotel_id) == ("export", guest.pk, manager, hotel.pk)


def test_too_long_a_list_is_no_file(manager, monkeypatch):
    monkeypatch.setattr(guest_list, "MOST_EXPORTED", 1)
    enter(language="de")
    enter(language="de")
    response = file_of(manager, language="de")

    assert (response.status_code, response.url) == (302, f"{URL}?language=de")
    assert not ReadLog.objects.exists()


def test_file_of_another_kind_is_not_found(manager):
    assert file_of(manager, "exe").status_code == 404


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.MANAGER, "", 200),
        (Role.PRIVACY_OFFICER, "", 200),
        (Role.FRONT_DESK, "", 403),
        (Role.MARKETING, "", 403),
        (Role.DEPARTMENT, "spa", 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_who_may_export(hotel, role, department, status):
    enter()
    client = confirm(signed_in(role, hotel, department))
    assert client.get(reverse("desk:guest-export", args=["xlsx"])).status_code == status
    assert ("/guests/export/" in client.get(URL).content.decode()) is (status == 200)


def test_the_password_is_asked_before_the_file_leaves(hotel, manager):
    response = client_of(manager).get(reverse("desk:guest-export", args=["csv"]))
    assert response.status_code == 302
    assert not ReadLog.objects.exists()
