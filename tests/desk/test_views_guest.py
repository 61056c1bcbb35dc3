"""The guest page: everything about one guest, for those who may see it, and the look is logged."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from guests.actions import (
    add_contact,
    add_document,
    add_relationship,
    add_special_date,
    merge_guests,
    observe,
)
from guests.models import Guest, GuestTag, Touchpoint
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, Role
from hotelcrm.audit.models import ReadLog
from loyalty.actions.courtesy import grant
from loyalty.actions.enrolling import enrol
from loyalty.actions.vouchers import issue
from loyalty.models import Member, PointsLot, Tier, VoucherType
from stays.models import StayGuest, StayStatus
from tests.factories import (
    NOW,
    TODAY,
    CompanyFactory,
    GuestFactory,
    HotelFactory,
    MembershipFactory,
    StayFactory,
    TagFactory,
    UserFactory,
    staff,
)
from tests.guests.pages import agree, client_of, enter, naughty_strings, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


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


def url(guest) -> str:
    return reverse("desk:guest", args=[guest.number])


def part(guest, name) -> str:
    return reverse("desk:guest-part", args=[guest.number, name])


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def furnish(guest, hotel, n):
    """`n` of everything a guest page shows."""
    by = UserFactory()
    for i in range(n):
        add_contact(guest, kind="phone", value=f"1380013800{i}", by=by, at=NOW)
        add_document(guest, kind="passport", country="CN", number=f"E1234567{i}", by=by, at=NOW)
        observe(guest, tag=TagFactory(), source="stated", by=by, at=NOW, hotel=hotel, department="spa")
        other = enter(given_name="友")
        add_relationship(guest, other=other, kind="friend", by=by, at=NOW)
        add_special_date(guest, kind="other", month=5, day=1 + i, by=by, at=NOW)
        arrival = TODAY - timedelta(days=30 * (i + 1))
        stay = StayFactory(guest=guest, hotel=hotel, arrival=arrival, status=StayStatus.CHECKED_OUT)
        StayGuest.objects.create(stay=stay, guest=other)
        StayFactory(guest=guest, hotel=hotel, arrival=TODAY + timedelta(days=i + 1))
        touch(guest, kind=Touchpoint.Kind.CHECK_IN, key=f"stay:{stay.pk}:check_in", at=NOW, hotel=hotel, by=by)
        agree(guest, ["marketing", "surveys", "profiling"][i])


def test_page_shows_who_the_guest_is(desk):
    guest = enter(
        birth_year=1986,
        birth_month=3,
        birth_day=5,
        language="zh-hans",
        nationality="CN",
        vip_level=3,
        company=CompanyFactory(name="绿云科技", is_key=True),
    )
    text = text_of(desk.get(url(guest)))

    for words in ("张敏", "Zhāng Mǐn", "5 Mar 1986", "40 years old", "VIP 1", "绿云科技", "key account", "China"):
        assert words in text


def test_each_look_is_logged_once(hotel):
    person = staff(Role.FRONT_DESK, hotel)
    guest = enter()
    client_of(person).get(url(guest))

    row = ReadLog.objects.get()
    assert (row.user, row.guest_id, row.what, row.hotel_id, row.at) == (
        person,
        guest.pk,
        ReadLog.What.PAGE,
        hotel.pk,
        NOW,
    )


def test_number_of_a_merged_profile_leads_to_the_one_that_holds(desk):
    kept, gone = enter(), enter()
    merge_guests(kept, absorbed=gone, by=UserFactory(), at=NOW)
    response = desk.get(url(gone))

    assert (response.status_code, response.url) == (302, url(kept))
    assert not ReadLog.objects.exists()


def test_erased_and_unknown_guests_answer_alike(desk):
    guest = enter()
    Guest.objects.filter(pk=guest.pk).update(erased_at=NOW)

    assert desk.get(url(guest)).status_code == 404
    assert desk.get(reverse("desk:guest", args=[99])).status_code == 404
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.FRONT_DESK, "", 200),
        (Role.GUEST_RELATIONS, "", 200),
        (Role.MANAGER, "", 200),
        (Role.MARKETING, "", 200),
        (Role.PRIVACY_OFFICER, "", 200),
        (Role.DEPARTMENT, "spa", 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_who_may_open_it(hotel, role, department, status):
    client = signed_in(role, hotel, department)
    guest = enter()
    assert client.get(url(guest)).status_code == status
    assert client.get(part(guest, "timeline")).status_code == status


def test_stays_of_hotels_one_does_not_work_at_are_neither_shown_nor_counted(hotel, desk):
    guest, other = enter(), HotelFactory(name_en="Elsewhere Inn")
    StayFactory(guest=guest, hotel=hotel, status=StayStatus.CHECKED_OUT, arrival=TODAY - timedelta(days=9), room="1608")
    hidden = StayFactory(guest=guest, hotel=other, status=StayStatus.CHECKED_OUT, arrival=TODAY - timedelta(days=5))
    touch(guest, kind=Touchpoint.Kind.CHECK_IN, key=f"stay:{hidden.pk}:check_in", at=NOW, hotel=other)
    StayGuest.objects.create(stay=hidden, guest=enter(given_name="明", family_name="司徒"))
    response = desk.get(url(guest))

    assert "1608" in text_of(response)
    assert "Elsewhere Inn" not in text_of(response)
    assert "司徒" not in text_of(response)
    visits = response.context["visits"]
    assert (visits.completed, visits.nights) == (1, 2)


def test_marketing_sees_the_stays_of_the_whole_group(hotel):
    guest, other = enter(), HotelFactory(name_en="Elsewhere Inn")
    StayFactory(guest=guest, hotel=other, status=StayStatus.CHECKED_OUT, arrival=TODAY - timedelta(days=5))

    assert "Elsewhere Inn" in text_of(signed_in(Role.MARKETING, hotel).get(url(guest)))


def test_totals_are_by_currency_over_completed_stays(hotel):
    abroad = HotelFactory(currency="EUR")
    user = staff(Role.FRONT_DESK, hotel)
    MembershipFactory(user=user, hotel=abroad)
    guest = enter()
    past = {"guest": guest, "status": StayStatus.CHECKED_OUT}
    StayFactory(hotel=hotel, arrival=TODAY - timedelta(days=9), rate=Decimal(500), other_revenue=Decimal(100), **past)
    StayFactory(hotel=hotel, arrival=TODAY - timedelta(days=5), rate=Decimal(700), **past)
    StayFactory(hotel=abroad, arrival=TODAY - timedelta(days=50), rate=Decimal(80), currency="EUR", **past)
    StayFactory(hotel=hotel, guest=guest, status=StayStatus.CANCELLED, arrival=TODAY - timedelta(days=3))
    StayFactory(hotel=hotel, guest=guest, arrival=TODAY + timedelta(days=3))
    visits = client_of(user).get(url(guest)).context["visits"]

    assert [(row.currency, row.stays, row.nights, row.revenue, row.adr) for row in visits.spend] == [
        ("CNY", 2, 4, Decimal(2500), Decimal("600.00")),
        ("EUR", 1, 2, Decimal(160), Decimal("80.00")),
    ]
    assert [stay.arrival for stay in visits.upcoming] == [TODAY + timedelta(days=3)]
    assert visits.last.arrival == TODAY - timedelta(days=5)


def test_contacts_are_masked_and_hidden_from_marketing(hotel, desk):
    guest = enter(contacts=[("phone", "13812345678"), ("email", "zhangmin@example.com")])
    text = text_of(desk.get(url(guest)))
    assert "5678" in text
    assert "1381234" not in text
    assert "zhangmin" not in text

    text = text_of(signed_in(Role.MARKETING, hotel).get(url(guest)))
    assert "5678" not in text
    assert "example.com" not in text


def test_sensitive_preferences_and_their_moments_are_hidden_from_marketing(hotel, desk):
    guest = enter()
    agree(guest)
    peanut = TagFactory(name_en="Peanut trouble", is_sensitive=True, is_alert=True)
    observe(guest, tag=peanut, source="stated", by=None, at=NOW, hotel=hotel)
    observe(guest, tag=TagFactory(name_en="Green tea"), source="stated", by=None, at=NOW, hotel=hotel)

    assert text_of(desk.get(url(guest))).count("Peanut trouble") >= 3  # alert, card, timeline
    text = text_of(signed_in(Role.MARKETING, hotel).get(url(guest)))
    assert "Peanut trouble" not in text
    assert "Green tea" in text


def test_sources_of_preferences_are_said(hotel, desk):
    guest = enter()
    tags = TagFactory.create_batch(3)
    facts = {"by": None, "at": NOW, "hotel": hotel}
    for _ in range(6):
        observe(guest, tag=tags[0], source="stated", **facts)
    for _ in range(3):
        observe(guest, tag=tags[1], source="observed", department="housekeeping", **facts)
    observe(guest, tag=tags[2], source="inferred", confidence=62, **facts)
    text = text_of(desk.get(url(guest)))

    for words in ("stated by the guest · 6 times", "observed by Housekeeping · 3 times", "inferred · 62%"):
        assert words in text


def test_lunar_birthday_comes_with_its_next_solar_date(desk):
    guest = enter(birth_month=10, birth_day=13, birth_is_lunar=True)
    text = text_of(desk.get(url(guest)))

    assert "day 13 of lunar month 10" in text
    assert "today, Sat 21 Nov" in text  # lunar 10-13 of 2026


def test_completeness_says_what_is_missing(desk):
    guest = enter()
    response = desk.get(url(guest))
    assert response.context["completeness"].percent == 15
    assert "An answer to offers and news" in text_of(response)


def test_number_of_queries_does_not_grow_with_rows(hotel, desk, django_assert_num_queries):
    for n in (1, 3):
        guest = enter()
        furnish(guest, hotel, n)
        with django_assert_num_queries(24):
            desk.get(url(guest))


def test_timeline_is_filtered_by_kind_and_comes_in_pages(hotel, desk):
    guest = enter()
    for n in range(20):
        at = NOW - timedelta(days=n)
        touch(guest, kind=Touchpoint.Kind.CALL, key=f"call:{n}", at=at, hotel=hotel)
    touch(guest, kind=Touchpoint.Kind.BOOKING, key="stay:1:booking", at=NOW, hotel=hotel)
    first = desk.get(part(guest, "timeline"), {"kind": "words"})
    told = first.context["timeline"]
    assert [row.row.key for row in told.moments] == [f"call:{n}" for n in range(15)]

    older = desk.get(part(guest, "timeline"), {"kind": "words", "before": told.older})
    assert [row.row.key for row in older.context["timeline"].moments] == [f"call:{n}" for n in range(15, 20)]
    assert older.context["timeline"].older == ""
    assert "<section" not in text_of(older)


@pytest.mark.parametrize(
    "before",
    [
        *("nonsense", "2026-13-45_1", "2026-11-21T00:00:00+00:00_x", "_", "'; --"),
        *("2026-02-31T00:00:00+00:00_1", "2026-11-21T00:00:00_1"),
    ],
)
def test_a_page_that_does_not_exist_is_the_first(desk, before):
    response = desk.get(part(enter(), "timeline"), {"before": before})
    assert len(response.context["timeline"].moments) == 1


def test_unknown_part_is_not_found(desk):
    assert desk.get(part(enter(), "nothing")).status_code == 404


@pytest.mark.parametrize("name", ["head", "completeness", "loyalty", "member", "stays", "timeline"])
def test_parts_are_drawn_alone(desk, name):
    assert "<html" not in text_of(desk.get(part(enter(), name)))


def test_every_past_stay_is_shown_on_request(hotel, desk):
    guest = enter()
    for n in range(10):
        arrival = TODAY - timedelta(days=10 * (n + 1))
        StayFactory(guest=guest, hotel=hotel, status=StayStatus.CHECKED_OUT, arrival=arrival)
    assert len(desk.get(url(guest)).context["visits"].past) == 8
    assert len(desk.get(part(guest, "stays"), {"stays": "all"}).context["visits"].past) == 10


def test_merges_are_listed_for_those_who_may_part_them(hotel, desk):
    kept, gone = enter(), enter(family_name="司徒")
    merge_guests(kept, absorbed=gone, by=UserFactory(), at=NOW)

    assert "Merged into this profile" in text_of(signed_in(Role.MANAGER, hotel).get(url(kept)))
    assert "Merged into this profile" not in text_of(desk.get(url(kept)))


def test_naughty_strings_are_shown_as_they_were_typed(hotel, desk):
    texts = [text for text in naughty_strings() if text.strip() and "\x00" not in text]
    note = {"source": GuestTag.Source.STATED, "by": None, "at": NOW, "hotel": hotel}
    for chunk in batched(texts, 40):
        guest = enter(full_name=f"x {chunk[0][:80]}", family_name="", given_name="", occupation=chunk[0][:80])
        for text in chunk:
            observe(guest, tag=TagFactory(name_en=text[:60]), note=text, **note)
            add_special_date(guest, kind="other", month=1, day=1, label=text[:80], by=None, at=NOW)
        content = desk.get(url(guest)).content.decode()
        assert escape(chunk[-1].strip()) in content
        assert not re.search(r"<(script>|img|svg/|iframe|marquee|body on|a href=.?javascript)", content)


def batched(rows, size):
    return [rows[n : n + size] for n in range(0, len(rows), size)]


@pytest.mark.parametrize(("name", "queries"), [("head", 10), ("completeness", 12)])
def test_parts_drawn_anew_ask_only_for_what_they_show(hotel, desk, name, queries, django_assert_num_queries):
    for n in (1, 3):
        guest = enter()
        furnish(guest, hotel, n)
        with django_assert_num_queries(queries):
            desk.get(part(guest, name))


@pytest.mark.parametrize("view", ["desk:guest-part", "guests:card"])
def test_a_part_on_its_own_is_a_look_and_none_beside_the_page(hotel, view):
    person = staff(Role.FRONT_DESK, hotel)
    client, guest, other = client_of(person), enter(), enter()
    name = "timeline" if view == "desk:guest-part" else "identity"

    client.get(reverse(view, args=[guest.number, name]))
    client.get(url(other))
    client.get(reverse(view, args=[other.number, name]))

    assert sorted(ReadLog.objects.values_list("guest_id", flat=True)) == [guest.pk, other.pk]


def test_a_booking_that_is_overdue_is_not_past(desk):
    guest = enter()
    hotel = Hotel.objects.get()
    overdue = StayFactory(guest=guest, hotel=hotel, arrival=TODAY - timedelta(days=1))
    missed = StayFactory(guest=guest, hotel=hotel, arrival=TODAY - timedelta(days=20))

    visits = desk.get(url(guest)).context["visits"]

    assert (visits.upcoming, visits.past) == ([overdue], [missed])


def test_what_happened_is_told_in_the_time_of_its_hotel(desk):
    guest = enter()
    tokyo = HotelFactory(time_zone="Asia/Tokyo")
    touch(guest, kind=Touchpoint.Kind.CALL, key="call:1", at=NOW, hotel=tokyo)

    assert "15:30" in text_of(desk.get(part(guest, "timeline")))


# The loyalty programme


def join(guest, hotel, **fields) -> Member:
    member = enrol(guest, hotel=hotel, by=None, at=NOW)
    Member.objects.filter(pk=member.pk).update(**fields)
    return member


def test_the_programme_is_fetched_once_the_page_stands(desk):
    guest = enter()

    text = text_of(desk.get(url(guest)))

    assert f'hx-get="{part(guest, "loyalty")}" hx-trigger="load"' in text


def test_head_has_tier_and_points(hotel, desk):
    guest = enter()
    join(guest, hotel, tier=Tier.objects.get(code="gold"))

    text = text_of(desk.get(part(guest, "head")))

    assert "chip tier-gold" in text
    assert "200 points" in text


def test_who_is_no_member_may_join(desk):
    guest = enter()

    text = text_of(desk.get(part(guest, "loyalty")))

    assert f'hx-get="/loyalty/guests/{guest.number}/enrol/"' in text
    assert "Joining takes three answers" in text


def test_who_may_not_enrol_is_offered_nothing(hotel):
    guest = enter()

    text = text_of(signed_in(Role.MARKETING, hotel).get(part(guest, "loyalty")))

    assert "enrol/" not in text
    assert "Not a member." in text


def test_card_says_number_balance_validity_expiry_and_the_last_entries(hotel, desk):
    guest = enter()
    gold = Tier.objects.get(code="gold")
    member = join(guest, hotel, tier=gold, tier_until=TODAY + timedelta(days=40))
    PointsLot.objects.update(expires_on=TODAY + timedelta(days=30))

    text = text_of(desk.get(part(guest, "loyalty")))

    for words in (
        " ".join(member.number[n : n + 4] for n in (0, 4, 8)),
        "200 points",
        "200 points can be used until Sun 20 Dec",
        "Gold until 31 Dec 2026",
        "joined 21 Nov 2026",
        "Bonus",
        "+200",
    ):
        assert words in text


def test_debt_is_said_in_words(hotel, desk):
    guest = enter()
    join(guest, hotel, balance=0, debt=300)

    text = text_of(desk.get(part(guest, "member")))

    assert "300 points were taken back after they had been spent; the next earnings pay them off" in text


def test_only_guest_relations_may_adjust(hotel, desk):
    guest = enter()
    join(guest, hotel)
    address = f"/loyalty/guests/{guest.number}/adjust/"

    assert address not in text_of(desk.get(part(guest, "member")))
    assert address in text_of(signed_in(Role.GUEST_RELATIONS, hotel).get(part(guest, "member")))


def test_the_programme_asks_as_much_for_much_as_for_little(hotel, desk, django_assert_num_queries):
    for n in (1, 3):
        guest = enter()
        member = join(guest, hotel)
        for i in range(n):
            kind = VoucherType.objects.create(code=f"v{guest.pk}-{i}", name_en="Tea", name_zh="茶", gives="item")
            issue(kind, guest=guest, source="desk", key=f"{member.pk}:{i}", by=None, at=NOW, hotel=hotel)
            stay = StayFactory(guest=guest, hotel=hotel, status=StayStatus.IN_HOUSE)
            grant(stay, by=UserFactory(), at=NOW)
        desk.get(part(guest, "loyalty"))
        with django_assert_num_queries(21):
            desk.get(part(guest, "loyalty"))


def test_the_timeline_tells_of_the_programme_in_both_languages(hotel, desk):
    guest = enter()
    join(guest, hotel)
    grant(StayFactory(guest=guest, hotel=hotel, status=StayStatus.IN_HOUSE), by=UserFactory(), at=NOW)
    told = {
        "tier": {"tier": "gold", "before": "member", "why": "reached"},
        "points": {"points": -300, "adjustment": 1},
        "benefit": {"benefit": "lounge"},
        "redeemed": {"reward": "gone", "points": 1},
        "something-new": {},
    }
    for what, details in told.items():
        touch(guest, kind=Touchpoint.Kind.LOYALTY, key=what, at=NOW, hotel=hotel, what=what, **details)

    text = text_of(desk.get(part(guest, "timeline"), {"kind": "loyalty"}))

    for words in (
        "Joined the programme: 200 points",
        "Late check-out until 14:00",
        "Tier reached: Gold",
        "Taken by hand: 300 points",
        "Benefit used: Lounge",
        "Redeemed: gone for 1 point",
        "Loyalty programme",
    ):
        assert words in text
    assert "等级升为金卡会员" in text_of(desk.get(part(guest, "timeline"), headers={"Accept-Language": "zh-hans"}))


def test_of_stays_only_at_other_hotels_it_is_said_that_none_is_at_ones_own(hotel: Hotel):
    guest = GuestFactory()
    StayFactory(hotel=HotelFactory(), guest=guest)
    page = signed_in(Role.FRONT_DESK, hotel).get(guest.get_absolute_url()).content.decode()

    assert "no stay at your hotels yet" in page
    assert "no stay yet" not in page
    assert "No stay yet" not in page
