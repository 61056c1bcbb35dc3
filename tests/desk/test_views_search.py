"""The one search box: every kind of question, who comes first, what Enter does, and who may ask."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guests.actions import index_names
from guests.models import Contact, Guest, IdentityDocument, NameKey
from guests.names import forms_of
from hotelcrm.accounts.models import Role
from hotelcrm.desk.search import ENOUGH, FEW, Matched, Place, find
from hotelcrm.pii import blind
from loyalty import numbers
from loyalty.actions.enrolling import enrol
from loyalty.models import Member, Tier
from stays.models import StayGuest, StayStatus
from tests.factories import (
    NOW,
    TODAY,
    CompanyFactory,
    ContactFactory,
    GuestFactory,
    HotelFactory,
    MembershipFactory,
    StayFactory,
    UserFactory,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
URL = "/search/"


@pytest.fixture
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory(code="lake")


@pytest.fixture
def desk(hotel):
    return signed_in(staff(Role.FRONT_DESK, hotel))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def guest_called(full: str, **fields) -> Guest:
    family, given = (full[:1], full[1:]) if not full.isascii() and " " not in full else full.rsplit(" ", 1)[::-1]
    guest = GuestFactory(family_name=family, given_name=given, full_name=full, pinyin="", **fields)
    index_names(guest)
    return guest


def crowd(full: str) -> list[Guest]:
    """More guests of one name than the box looks at."""
    guests = Guest.objects.bulk_create(
        GuestFactory.build(family_name=full[0], given_name=full[1:], full_name=full) for _n in range(ENOUGH + 5)
    )
    keys = forms_of("", "", full).keys
    NameKey.objects.bulk_create(NameKey(guest=guest, kind=kind, text=text) for guest in guests for kind, text in keys)
    return guests


def phone_of(guest: Guest, number: str):
    return ContactFactory(guest=guest, value=number)


def typed(client: Client, text: str):
    """What the box asks while somebody types."""
    return client.post(URL, {"q": text}, headers={"HX-Request": "true"})


def entered(client: Client, text: str):
    return client.post(URL, {"q": text})


def names(response) -> list[str]:
    return [hit.full_name for hit in response.context["found"].hits]


def opened(guest: Guest) -> str:
    return reverse("desk:guest", args=[guest.number])


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("马", Matched.NAME),
        ("马骏", Matched.NAME),
        ("马骏驰", Matched.NAME),
        ("马 骏驰", Matched.NAME),
        ("骏驰", Matched.GIVEN),
        ("majunchi", Matched.PINYIN),
        ("Ma Junchi", Matched.PINYIN),
        ("Mǎ Jùnchí", Matched.PINYIN),
        ("junchi ma", Matched.PINYIN),
        ("junchi", Matched.PINYIN),
        ("mjc", Matched.INITIALS),
        ("MJC", Matched.INITIALS),
        ("8000", Matched.ENDING),
        ("13800138000", Matched.CONTACT),
        ("138 0013 8000", Matched.CONTACT),
        ("+86 138-0013-8000", Matched.CONTACT),
        ("008613800138000", Matched.CONTACT),
        ("１３８００１３８０００", Matched.CONTACT),
        ("Junchi.Ma@Example.com ", Matched.CONTACT),
        ("11010519491231002x", Matched.DOCUMENT),
        ("110105 19491231 002X", Matched.DOCUMENT),
        ("hz-88213", Matched.CONFIRMATION),
        ("0712", Matched.ROOM),
        ("712", Matched.ROOM),
        ("绿云", Matched.COMPANY),
        ("Greencloud", Matched.COMPANY),
    ],
)
def test_each_kind_of_question_finds_the_guest_and_says_by_what(desk, hotel, text, matched):
    company = CompanyFactory(name="杭州绿云科技", latin_name="Hangzhou Greencloud")
    ma = guest_called("马骏驰", company=company)
    phone_of(ma, "+8613800138000")
    ContactFactory(
        guest=ma, kind="email", value="junchi.ma@example.com", value_index=blind.index("email", "junchi.ma@example.com")
    )
    IdentityDocument.objects.create(
        guest=ma, kind="id_card", country="CN", number_index=blind.index("document", "11010519491231002X")
    )
    StayFactory(hotel=hotel, guest=ma, status=StayStatus.IN_HOUSE, room="0712", confirmation="HZ-88213")
    other = guest_called("李丽")
    phone_of(other, "+8613900139111")
    StayFactory(hotel=hotel, guest=other, status=StayStatus.IN_HOUSE, room="1608", confirmation="HZ-1")

    found = typed(desk, text).context["found"]

    assert [(hit.full_name, hit.matched) for hit in found.hits] == [("马骏驰", matched)]
    assert found.total == 1


@pytest.mark.parametrize("text", ["anna", "Featherstone", "zoe anna", "FEATHERSTONE ANNA", "Zoë Feather", "afz"])
def test_western_name_is_found_in_any_order_with_accents_or_without(desk, text):
    guest_called("Anna Featherstone Zoë")
    assert names(typed(desk, text)) == ["Anna Featherstone Zoë"]


def test_guest_number_finds_its_guest_only(desk):
    guest, _other = guest_called("张敏"), guest_called("李丽")
    found = typed(desk, f" {guest.number} ").context["found"]
    assert [(hit.number, hit.matched) for hit in found.hits] == [(guest.number, Matched.NUMBER)]


def test_beginning_of_a_name_does_not_match_inside_one(desk):
    guest_called("张敏")
    assert names(typed(desk, "hang")) == []
    assert names(typed(desk, "敏张")) == []


def test_in_house_then_expected_then_left_then_the_latest_stay(desk, hotel):
    elsewhere = HotelFactory()
    never, left, house, due, long_ago, lately = (guest_called(f"张{sign}") for sign in "一二三四五六")
    past = {"hotel": hotel, "status": StayStatus.CHECKED_OUT}
    StayFactory(guest=long_ago, arrival=TODAY - timedelta(days=900), **past)
    StayFactory(guest=lately, arrival=TODAY - timedelta(days=9), **past)
    StayFactory(guest=left, arrival=TODAY - timedelta(days=2), departure=TODAY, **past)
    StayFactory(guest=due, hotel=hotel)
    StayFactory(guest=house, hotel=hotel, status=StayStatus.IN_HOUSE, arrival=TODAY - timedelta(days=1))
    StayFactory(guest=never, hotel=elsewhere, status=StayStatus.IN_HOUSE)

    hits = typed(desk, "张").context["found"].hits

    assert [hit.guest_id for hit in hits] == [guest.pk for guest in (house, due, left, lately, long_ago, never)]
    assert [hit.place for hit in hits][:3] == [Place.IN_HOUSE, Place.ARRIVING, Place.DEPARTED]


def test_guest_in_house_comes_first_however_many_share_the_name(desk, hotel):
    first = guest_called("张敏")
    crowd("张敏")
    StayFactory(guest=first, hotel=hotel, status=StayStatus.IN_HOUSE, room="1608")

    found = typed(desk, "张敏").context["found"]

    assert (found.hits[0].guest_id, len(found.hits), found.has_more, found.only) == (first.pk, FEW, True, None)


def test_guest_in_house_comes_first_however_many_phones_end_alike(desk, hotel):
    first = guest_called("张敏")
    phone_of(first, "+8613800008000")
    Contact.objects.bulk_create(
        ContactFactory.build(guest=guest, value=f"+861390{n:03}8000") for n, guest in enumerate(crowd("李丽"))
    )
    StayFactory(guest=first, hotel=hotel, status=StayStatus.IN_HOUSE)
    assert typed(desk, "8000").context["found"].hits[0].guest_id == first.pk


def test_whole_name_comes_before_its_beginning(desk):
    guest_called("张敏敏")
    whole = guest_called("张敏")
    assert typed(desk, "张敏").context["found"].hits[0].guest_id == whole.pk


def test_company_is_not_asked_for_while_a_crowd_is_called_so(desk):
    guest_called("马骏驰", company=CompanyFactory(name="绿云科技"))
    assert names(typed(desk, "绿云")) == ["马骏驰"]
    crowd("绿云")
    assert "马骏驰" not in names(entered(desk, "绿云"))


def test_companion_in_house_is_found_by_the_room_and_comes_first(desk, hotel):
    stay = StayFactory(guest=guest_called("马骏驰"), hotel=hotel, status=StayStatus.IN_HOUSE, room="1808")
    StayGuest.objects.create(stay=stay, guest=guest_called("王静"))
    assert sorted(names(typed(desk, "1808"))) == ["王静", "马骏驰"]
    assert typed(desk, "王静").context["found"].hits[0].place == Place.IN_HOUSE


def test_room_and_confirmation_of_another_hotel_do_not_show(desk):
    StayFactory(guest=guest_called("马骏驰"), status=StayStatus.IN_HOUSE, room="1808", confirmation="HZ-88213")
    assert names(typed(desk, "1808")) == []
    assert names(typed(desk, "HZ-88213")) == []
    hit = typed(desk, "马骏驰").context["found"].hits[0]
    assert (hit.place, hit.room, hit.last_arrival) == (Place.ELSEWHERE, "", None)


def test_cancelled_arrival_is_not_expected(desk, hotel):
    StayFactory(guest=guest_called("马骏驰"), hotel=hotel, status=StayStatus.CANCELLED, room="1808")
    assert typed(desk, "马骏驰").context["found"].hits[0].place == Place.ELSEWHERE


def test_merged_guest_is_found_as_the_one_kept_and_erased_one_not_at_all(desk):
    kept = guest_called("马骏驰")
    absorbed = guest_called("马俊驰", merged_into=kept)
    guest_called("马骏驰", erased_at=NOW)
    assert [hit.guest_id for hit in typed(desk, "ma junchi").context["found"].hits] == [kept.pk]
    assert [hit.guest_id for hit in typed(desk, str(absorbed.number)).context["found"].hits] == [kept.pk]


def test_marketing_finds_nobody_by_identity_document(hotel):
    guest = guest_called("马骏驰")
    IdentityDocument.objects.create(
        guest=guest, kind="passport", country="CN", number_index=blind.index("document", "G12345678")
    )
    assert names(typed(signed_in(staff(Role.FRONT_DESK, hotel)), "G12345678")) == ["马骏驰"]
    assert names(typed(signed_in(staff(Role.PRIVACY_OFFICER, hotel)), "G12345678")) == ["马骏驰"]
    assert names(typed(signed_in(staff(Role.MARKETING, hotel)), "G12345678")) == []


@pytest.mark.parametrize(
    "text", ["800", "38000", "1380013", "0138", "junchi", "ma@", "@example.com", "1234567", "G1234"]
)
def test_part_of_a_masked_field_finds_nobody(desk, text):
    guest = GuestFactory()
    phone_of(guest, "+8613800138000")
    ContactFactory(guest=guest, kind="email", value="junchi.ma@example.com")
    IdentityDocument.objects.create(
        guest=guest, kind="passport", country="CN", number_index=blind.index("document", "G12345678")
    )
    assert names(typed(desk, text)) == []


@pytest.mark.parametrize("text", ["", "  ", "'; DROP TABLE guests_guest; --", "%", "_", "\\", "\x00", "🎉", "a" * 500])
def test_strange_text_finds_nobody(desk, text):
    guest_called("张敏", company=CompanyFactory())
    assert names(typed(desk, text)) == []


def test_enter_opens_the_one_exact_hit(desk):
    guest = guest_called("张敏")
    guest_called("张敏敏")
    response = entered(desk, "张敏")
    assert (response.status_code, response.url) == (302, opened(guest))


def test_enter_opens_the_only_hit_though_it_is_not_exact(desk):
    guest = guest_called("Anna Featherstone")
    assert entered(desk, "feather").url == opened(guest)


def test_enter_shows_the_page_when_two_are_meant(desk, hotel):
    StayFactory(guest=guest_called("张敏"), hotel=hotel, status=StayStatus.IN_HOUSE, room="8000")
    phone_of(guest_called("李丽"), "+8613800138000")
    response = entered(desk, "8000")
    assert response.status_code == 200
    assert names(response) == ["张敏", "李丽"]
    assert "2 guests" in response.content.decode()


def test_while_typing_nobody_is_sent_anywhere(desk):
    guest = guest_called("张敏")
    response = typed(desk, "张敏")
    html = response.content.decode()
    assert response.status_code == 200
    assert f'role="option" aria-selected="false" href="{opened(guest)}"' in html
    assert "<html" not in html


def test_nobody_found_says_what_to_try(desk):
    assert "the last four digits of the phone" in typed(desk, "nobody").content.decode()
    assert "last four digits or the whole number" in entered(desk, "nobody").content.decode()


def test_page_without_a_question_says_what_the_box_finds(desk):
    response = desk.get(URL)
    assert response.status_code == 200
    assert "one box finds them all" in response.content.decode()


def test_question_in_the_address_is_not_answered(desk):
    guest_called("张敏")
    assert names(desk.get(URL, {"q": "张敏"})) == []


@pytest.mark.parametrize(
    "role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.MARKETING, Role.MANAGER, Role.PRIVACY_OFFICER]
)
def test_roles_that_may_search(hotel, role):
    assert typed(signed_in(staff(role, hotel)), "张").status_code == 200


@pytest.mark.parametrize(("role", "department"), [(Role.DEPARTMENT, "spa"), (Role.ADMINISTRATOR, "")])
def test_roles_that_may_not_search(hotel, role, department):
    client = signed_in(staff(role, hotel, department))
    assert typed(client, "8000").status_code == 403
    assert client.get(URL).status_code == 403


def test_stranger_is_sent_to_sign_in():
    assert Client().post(URL, {"q": "张"}).headers["Location"].startswith("/accounts/login/")


def test_confirmation_at_every_hotel_one_works_at(hotel):
    user = staff(Role.FRONT_DESK, hotel)
    other = MembershipFactory(user=user, role=Role.FRONT_DESK).hotel
    StayFactory(guest=guest_called("马骏驰"), hotel=other, confirmation="HZ-88213")
    assert names(typed(signed_in(user), "HZ-88213")) == ["马骏驰"]


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow_with_the_guests_found(desk, hotel, many, django_assert_num_queries):
    for _n in range(many):
        StayFactory(guest=guest_called("张敏", company=CompanyFactory()), hotel=hotel, status=StayStatus.IN_HOUSE)
    typed(desk, "张")
    with django_assert_num_queries(4):  # session, person, roles, the search
        assert len(names(typed(desk, "张"))) == many


def test_find_asks_nothing_when_nothing_is_meant(hotel, django_assert_num_queries):
    access = signed_in_access(hotel)
    with django_assert_num_queries(0):
        assert find("  ", hotel=hotel, access=access, today=TODAY).total == 0


def signed_in_access(hotel):
    from hotelcrm.accounts.access import access_of

    return access_of(MembershipFactory(user=UserFactory(), hotel=hotel).user, hotel)


def test_today_is_the_hotels_day(hotel):
    """At half past four in the afternoon in London it is already tomorrow in Hangzhou."""
    StayFactory(guest=guest_called("马骏驰"), hotel=hotel, arrival=date(2026, 11, 22), departure=date(2026, 11, 23))
    desk = signed_in(staff(Role.FRONT_DESK, hotel))
    with time_machine.travel("2026-11-21T16:30:00Z", tick=False):
        assert typed(desk, "马骏驰").context["found"].hits[0].place == Place.ARRIVING


@pytest.mark.parametrize("text", ["13800138000", "+86 138 0013 8000", "8000", "min@example.com"])
def test_who_may_not_see_contacts_finds_nobody_by_them(hotel, desk, text):
    guest = guest_called("张敏")
    phone_of(guest, "+8613800138000")
    value = "min@example.com"
    ContactFactory(guest=guest, kind="email", value=value, value_index=blind.index("email", value))

    assert typed(desk, text).context["found"].total == 1
    assert typed(signed_in(staff(Role.MARKETING, hotel)), text).context["found"].total == 0


def test_who_is_not_found_can_be_entered_or_checked_in(desk):
    page = desk.post(URL, {"q": "欧阳静"}).content.decode()

    assert '<form method="post" action="/guests/new/">' in page
    assert '<form method="post" action="/stays/walk-in/">' in page
    assert page.count('<input type="hidden" name="q" value="欧阳静">') == 2


def test_a_western_name_stands_as_in_every_list(desk):
    guest_called("Jonas Müller")
    guest_called("Jonas Meyer")

    assert "Müller, Jonas" in desk.post(URL, {"q": "Jonas"}).content.decode()


# Members


def member_called(full: str, hotel, **fields):
    return enrol(guest_called(full, **fields), hotel=hotel, by=None, at=NOW)


@pytest.mark.parametrize("spell", [str, numbers.shown, lambda number: numbers.shown(number).replace(" ", "-")])
def test_a_member_by_number_however_it_is_spelt(desk, hotel, spell):
    member_called("李雷", hotel)
    member = member_called("马骏驰", hotel)

    response = typed(desk, spell(member.number))

    assert names(response) == ["马骏驰"]
    assert response.context["found"].hits[0].matched == Matched.MEMBER


def test_enter_on_a_scanned_card_opens_the_guest(desk, hotel):
    member = member_called("马骏驰", hotel)

    response = desk.post(URL, {"q": member.number})

    assert (response.status_code, response["Location"]) == (302, member.guest.get_absolute_url())


def test_a_joined_account_leads_to_the_one_that_stands(desk, hotel):
    old, new = member_called("马骏", hotel), member_called("马骏驰", hotel)
    Member.objects.filter(pk=old.pk).update(merged_into=new)

    assert names(typed(desk, old.number)) == ["马骏驰"]

    last = member_called("马俊", hotel)
    Member.objects.filter(pk=new.pk).update(merged_into=last)
    assert names(typed(desk, old.number)) == ["马俊"]


def test_a_wrong_check_digit_is_said(desk, hotel):
    number = member_called("马骏驰", hotel).number
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"

    text = typed(desk, wrong).content.decode()
    page = desk.post(URL, {"q": wrong}).content.decode()

    for said in (text, page):
        assert f"{numbers.shown(wrong)} is no member number: its last digit does not fit the others." in said


def test_another_long_number_is_just_not_found(desk, hotel):
    assert "no member number" not in typed(desk, "7700 0010 0011").content.decode()
    assert "no member number" not in typed(desk, numbers.make("88", 999)).content.decode()


def test_members_are_shown_with_tier_and_points(desk, hotel):
    member = member_called("马骏驰", hotel)
    guest_called("马云")
    Member.objects.filter(pk=member.pk).update(tier=Tier.objects.get(code="gold"))

    hits = {hit.full_name: hit for hit in typed(desk, "马").context["found"].hits}
    text = typed(desk, "马").content.decode()

    assert (hits["马骏驰"].tier, hits["马骏驰"].points, hits["马云"].tier) == ("Gold", 200, "")
    assert "tier-gold" in text
    assert "200 points" in text


def test_a_closed_account_shows_no_tier(desk, hotel):
    Member.objects.filter(pk=member_called("马骏驰", hotel).pk).update(closed_on=TODAY)

    assert typed(desk, "马骏驰").context["found"].hits[0].tier == ""
