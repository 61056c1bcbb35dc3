"""The page of offers."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from campaigns.models import Offer
from campaigns.segments import sizing
from hotelcrm.accounts.models import Role
from tests.campaigns.offers.test_recommending import facts, tag
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, OfferFactory, staff

pytestmark = pytest.mark.django_db

URL = reverse("campaigns:offers")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside")


@pytest.fixture
def marketing(client, hotel):
    client.force_login(staff(Role.MARKETING, hotel, language="en"))
    return client


def text(answer):
    main = answer.content.decode().partition("<main")[2] or answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def golf(**fields):
    given = {"name_en": "Golf weekend", "text_en": "Two rounds.", "price": "880.00", "currency": "CNY"}
    return OfferFactory(tags=[tag("golf")], **given | fields)


def test_an_offer_says_what_it_is_on_which_conditions_and_for_whom(marketing, hotel):
    golf(terms_en="Not on Mondays.", least_nights=2, until_day=TODAY + DAY, department="spa", hotels=[hotel])

    page = text(marketing.get(URL))

    assert "Golf weekend offered now Two rounds. Price CN¥880" in page
    assert "Conditions from 2 nights · until 22 Nov 2026 Not on Mondays." in page
    assert "For whom prefers: Golf · used before: spa" in page
    assert "Where Lakeside" in page


def test_the_page_stands_before_guests_are_counted_and_asks_for_the_numbers(marketing):
    golf()

    page = marketing.get(URL).content.decode()

    assert 'hx-get="?counted=1" hx-trigger="load"' in page
    assert "being counted" in page


def test_the_counted_list_alone_is_drawn_anew(marketing):
    golf()
    for _ in range(2):
        facts(GuestFactory(), tags=[tag("golf").pk])

    answer = marketing.get(URL, {"counted": "1"}, headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith('<div id="offers">')
    assert "2 guests it suits, by what is known of them" in text(answer)


def test_what_takes_too_long_is_said_and_the_offers_stand(marketing, monkeypatch):
    golf()
    monkeypatch.setattr(sizing, "PATIENCE", "1ms")
    monkeypatch.setattr("campaigns.offers.suiting.REFUSED", "(pg_sleep(0.1)::text = 'x')")
    facts(GuestFactory())

    page = text(marketing.get(URL, {"counted": "1"}))

    assert "The guests could not be counted in time." in page
    assert "Golf weekend" in page


def test_what_is_over_or_switched_off_is_kept_apart(marketing):
    golf(), golf(name_en="Summer golf", until_day=TODAY - DAY), golf(name_en="Old golf", is_active=False)
    golf(name_en="Spring golf", from_day=TODAY + DAY)

    here, away = text(marketing.get(URL)), text(marketing.get(URL, {"away": "1"}))

    assert ("Golf weekend offered now" in here, "Spring golf to come" in here) == (True, True)
    assert ("Summer golf" in here, "Old golf" in here) == (False, False)
    assert ("Summer golf over" in away, "Old golf switched off" in away, "Golf weekend" in away) == (True, True, False)
    assert "2 offers no longer made" in here


def test_without_offers_the_page_says_what_they_are(marketing):
    assert "No offer yet." in text(marketing.get(URL))
    assert "Every offer is in use." in text(marketing.get(URL, {"away": "1"}))


def test_a_manager_sees_own_offers_and_those_of_the_group_and_changes_only_own(client, hotel):
    other = HotelFactory()
    client.force_login(staff(Role.MANAGER, hotel, language="en"))
    rows = {
        name: golf(name_en=name, hotels=hotels)
        for name, hotels in {"Own": [hotel], "Shared": [hotel, other], "Group": [], "Theirs": [other]}.items()
    }

    page = client.get(URL).content.decode()

    links = {name: reverse("admin:campaigns_offer_change", args=[row.pk]) in page for name, row in rows.items()}
    assert [name in page for name in rows] == [True, True, True, False]
    assert links == {"Own": True, "Shared": False, "Group": False, "Theirs": False}


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.DEPARTMENT, Role.GUEST_RELATIONS, Role.PRIVACY_OFFICER])
def test_other_roles_are_refused(client, hotel, role):
    client.force_login(staff(role, hotel, "restaurant" if role == Role.DEPARTMENT else ""))

    assert client.get(URL).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(marketing, rows, django_assert_num_queries):
    for n in range(rows):
        golf(code=f"golf-{n}", hotels=[HotelFactory()])

    with django_assert_num_queries(10):
        marketing.get(URL)


def test_in_chinese(client, hotel):
    client.force_login(staff(Role.MARKETING, hotel, language="zh-hans"))
    golf(name_zh="高尔夫周末", text_zh="两场球。", least_nights=2)

    page = text(client.get(URL))

    assert "高尔夫周末 推荐中 两场球。 价格 ¥880 使用条件 2晚起 适用对象 偏好：高尔夫 适用酒店 所有酒店" in page


def test_a_look_changes_nothing(marketing):
    golf()
    before = list(Offer.objects.values())

    marketing.get(URL, {"counted": "1"})

    assert list(Offer.objects.values()) == before
