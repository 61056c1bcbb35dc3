"""The boards: who is on them, in which order, with which chips, at how many queries."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from guests.actions import observe
from guests.models import Guest, SpecialDate, Tag
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Department, Hotel, Role, User
from hotelcrm.audit.models import ReadLog
from hotelcrm.desk import boards
from loyalty.actions.courtesy import grant
from loyalty.actions.enrolling import enrol
from loyalty.models import Member, Tier
from stays import queries
from stays.models import Stay, StayGuest
from tests.factories import (
    NOW,
    TODAY,
    ChannelFactory,
    CompanyFactory,
    GuestFactory,
    GuestTagFactory,
    HotelFactory,
    StayFactory,
    staff,
)
from tests.guests.pages import NAUGHTY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
DAY = timedelta(days=1)


def board(hotel: Hotel, front: User, on=TODAY) -> boards.Board:
    return boards.arrivals(hotel, on, today=TODAY, access=access_of(front, hotel))


def chips(row: boards.Row) -> list[tuple[str, str]]:
    return [(mark.kind, str(mark.label)) for mark in row.marks]


def test_arrivals_expected_first_by_time_then_the_done_ones(hotel, front):
    late = StayFactory(hotel=hotel, expected_at=time(21), room="3")
    unknown_time = StayFactory(hotel=hotel, room="2")
    arrived = StayFactory(hotel=hotel, status="in_house", room="1")
    early = StayFactory(hotel=hotel, expected_at=time(9), room="4")
    missing = StayFactory(hotel=hotel, status="no_show")

    found = board(hotel, front)

    assert [row.stay for row in found.rows] == [early, late, unknown_time, arrived, missing]
    assert found.done == 1


def test_arrivals_of_that_day_and_hotel_only(hotel, front):
    mine = StayFactory(hotel=hotel)
    StayFactory(hotel=hotel, status="cancelled")
    StayFactory(hotel=hotel, arrival=TODAY + DAY)
    StayFactory(hotel=hotel, arrival=TODAY - DAY, status="in_house")
    StayFactory(hotel=HotelFactory())

    assert [row.stay for row in board(hotel, front).rows] == [mine]


@pytest.mark.parametrize(("ago", "nights", "is_waited_for"), [(1, 2, True), (1, 0, False), (3, 9, True), (4, 9, False)])
def test_who_should_have_come_before_is_still_waited_for(hotel, front, ago, nights, is_waited_for):
    arrival = TODAY - ago * DAY
    StayFactory(hotel=hotel, arrival=arrival, departure=arrival + nights * DAY)

    rows = board(hotel, front).rows

    assert [chips(row)[0] for row in rows] == ([("soon", "Overdue")] if is_waited_for else [])


def test_chips_say_what_matters_in_a_fixed_order(hotel, front):
    guest = GuestFactory(vip_level=2, birth_month=11, birth_day=22)
    stay = StayFactory(hotel=hotel, guest=guest)
    friend = GuestFactory()
    StayGuest.objects.create(stay=stay, guest=friend)
    GuestTagFactory(guest=guest, tag=Tag.objects.get(code="allergy-peanut"))
    GuestTagFactory(guest=guest, tag=Tag.objects.get(code="allergy-egg"))
    GuestTagFactory(guest=friend, tag=Tag.objects.get(code="no-visitors"))
    SpecialDate.objects.create(guest=guest, kind="wedding", month=11, day=21)

    [row] = board(hotel, front).rows

    assert chips(row) == [
        ("vip", "VIP 2"),
        ("alert", "Allergies"),
        ("alert", "Do not disturb"),
        ("soon", "Wedding anniversary"),
        ("soon", "Birthday"),
        ("new", "First stay"),
    ]


def test_chips_speak_the_language_of_the_page(hotel, front):
    StayFactory(hotel=hotel, guest=GuestFactory(birth_month=11, birth_day=22))

    with translation.override("zh-hans"):
        [row] = board(hotel, front).rows

        assert chips(row) == [("soon", "住店生日"), ("new", "首次入住")]


def test_a_stay_without_a_guest_says_so(hotel, front):
    StayFactory(hotel=hotel, guest=None)

    [row] = board(hotel, front).rows

    assert (chips(row), row.visit) == ([("new", "Guest not known")], 0)


def test_visits_count_what_was_not_called_off_at_this_hotel_before(hotel, front):
    guest = GuestFactory()
    for ago, status in [(90, "checked_out"), (60, "cancelled"), (40, "no_show"), (30, "checked_out")]:
        StayFactory(hotel=hotel, guest=guest, arrival=TODAY - ago * DAY, status=status)
    StayFactory(hotel=HotelFactory(), guest=guest, arrival=TODAY - 9 * DAY, status="checked_out")
    StayFactory(hotel=hotel, guest=guest, arrival=TODAY + 9 * DAY)
    StayFactory(hotel=hotel, guest=guest)

    [row] = board(hotel, front).rows

    assert row.visit == 3


def test_the_tenth_stay_is_an_occasion(hotel, front):
    guest = GuestFactory()
    for ago in range(1, 10):
        StayFactory(hotel=hotel, guest=guest, arrival=TODAY - 10 * ago * DAY, status="checked_out")
    StayFactory(hotel=hotel, guest=guest)

    assert chips(board(hotel, front).rows[0]) == [("soon", "10th stay")]


def test_departures_of_the_day_and_those_overdue(hotel, front):
    left = StayFactory(hotel=hotel, room="1", arrival=TODAY - 2 * DAY, departure=TODAY, status="checked_out")
    due = StayFactory(hotel=hotel, room="2", arrival=TODAY - 2 * DAY, departure=TODAY, status="in_house")
    overdue = StayFactory(hotel=hotel, room="3", arrival=TODAY - 4 * DAY, departure=TODAY - DAY, status="in_house")
    StayFactory(hotel=hotel, room="4", status="in_house")

    found = boards.departures(hotel, TODAY, today=TODAY, access=access_of(front, hotel))

    assert [row.stay for row in found.rows] == [due, overdue, left]
    assert (chips(found.rows[1])[0], found.done) == (("soon", "Overdue"), 1)


def test_departures_of_another_day_are_those_booked_until_then(hotel, front):
    future = StayFactory(hotel=hotel)
    StayFactory(hotel=hotel, status="cancelled")

    found = boards.departures(hotel, TODAY + 2 * DAY, today=TODAY, access=access_of(front, hotel))

    assert [row.stay for row in found.rows] == [future]


def test_counts_on_the_tabs(hotel):
    StayFactory.create_batch(2, hotel=hotel)
    StayFactory(hotel=hotel, status="in_house")
    StayFactory(hotel=hotel, arrival=TODAY - DAY)  # still waited for
    StayFactory(hotel=hotel, arrival=TODAY - 2 * DAY, departure=TODAY, status="in_house")
    StayFactory(hotel=hotel, arrival=TODAY - 2 * DAY, departure=TODAY, status="checked_out")
    StayFactory.create_batch(3, hotel=hotel, arrival=TODAY + DAY)
    StayFactory(hotel=hotel, arrival=TODAY + DAY, status="cancelled")
    StayFactory(hotel=HotelFactory())

    assert queries.counts(hotel, today=TODAY) == queries.Counts(
        arrivals=4, arrived=1, in_house=2, departures=2, departed=1, tomorrow=3
    )


# The pages


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("url", "queries"), [("/", 18), ("/departures/", 23)])
def test_as_many_queries_for_three_rows_as_for_one(
    desk: Client, hotel: Hotel, url: str, queries: int, rows: int, django_assert_num_queries
):
    for _ in range(rows):
        guest = GuestFactory(birth_month=11, birth_day=22, vip_level=1)
        status, arrival = ("booked", TODAY) if url == "/" else ("in_house", TODAY - 2 * DAY)
        company = CompanyFactory()
        stay = StayFactory(hotel=hotel, guest=guest, status=status, arrival=arrival, company=company)
        StayGuest.objects.create(stay=stay, guest=GuestFactory())
        GuestTagFactory(guest=guest, tag=Tag.objects.get(code="allergy-peanut"))
        SpecialDate.objects.create(guest=guest, kind="wedding", month=11, day=21)
        enrol(guest, hotel=hotel, by=None, at=NOW)
    desk.get(url)

    with django_assert_num_queries(queries):
        desk.get(url)


def test_home_is_todays_board(desk: Client, hotel: Hotel):
    StayFactory(hotel=hotel, room="1808")

    answer = desk.get("/")

    assert answer.context["board"].on == TODAY
    text = answer.content.decode()
    assert all(part in text for part in ("张敏", "Zhāng Mǐn", "1808", f"2{boards.TOGETHER}nights"))


def test_lines_end_between_phrases_only(hotel: Hotel, front: User):
    company = CompanyFactory(name="Lvyun Tech")
    StayFactory(hotel=hotel, company=company, expected_at=time(14, 30), adults=2, children=1)

    [row] = board(hotel, front).rows

    assert row.under.replace(boards.TOGETHER, "_") == "2_nights_· Lvyun Tech_· expected_14:30_· 2_+_1_children"


@pytest.mark.parametrize(
    ("asked", "on"),
    [
        *(("2026-11-22", TODAY + DAY), ("2026-02-31", TODAY), ("soon", TODAY), ("", TODAY), ("0000-00-00", TODAY)),
        *(("9999-12-31", TODAY), ("0001-01-01", TODAY)),
    ],
)
def test_any_day_by_the_address(desk: Client, asked: str, on):
    assert desk.get("/", {"on": asked}).context["board"].on == on


@pytest.mark.parametrize("asked", ["x", "", "-1", "99999999999999999999999", "9" * 5000, "²"])
def test_a_stay_that_cannot_be_opens_nothing(desk: Client, asked: str):
    answer = desk.get("/", {"stay": asked})

    assert (answer.status_code, answer.context["chosen"]) == (200, None)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("url", "pane", "queries"), [("/", "brief", 18), ("/departures/", "departure", 23)])
def test_an_address_with_a_stay_costs_the_board_alone_and_fetches_the_brief(
    desk: Client, hotel: Hotel, url: str, pane: str, queries: int, rows: int, django_assert_num_queries
):
    status = "booked" if url == "/" else "in_house"
    fields = {"hotel": hotel, "arrival": TODAY, "departure": TODAY + (url == "/") * DAY, "status": status}
    stay = StayFactory.create_batch(rows, **fields)[0]
    desk.get(url)

    with django_assert_num_queries(queries):
        answer = desk.get(url, {"stay": stay.pk})

    text = answer.content.decode()
    assert (answer.context["chosen"], ReadLog.objects.count()) == (stay, 0)
    assert f'hx-get="/desk/stays/{stay.pk}/{pane}/?on=2026-11-21" hx-trigger="load"' in text
    assert f'href="{url}?on=2026-11-21&amp;stay={stay.pk}&amp;brief=open"' in text
    assert text.count('aria-current="true"') == 1


def test_a_fetched_brief_does_not_push_an_address(desk: Client, hotel: Hotel):
    stay = StayFactory(hotel=hotel)
    headers = {"HX-Request": "true", "HX-Trigger": "brief-waiting", "HX-Target": "brief"}

    answer = desk.get(f"/desk/stays/{stay.pk}/brief/", headers=headers)

    assert (answer.templates[0].name, "HX-Push-Url" in answer.headers) == ("desk/_pane.html", False)


def test_without_scripts_the_address_opens_the_brief_and_the_look_is_logged(desk: Client, front: User, hotel: Hotel):
    stay = StayFactory(hotel=hotel)

    answer = desk.get("/", {"stay": stay.pk, "brief": "open"})

    assert answer.context["brief"].guest == stay.guest
    look = ReadLog.objects.get()
    assert (look.user, look.guest_id, look.what, look.object_id, look.at) == (
        front,
        stay.guest.pk,
        "brief",
        stay.pk,
        NOW,
    )


def test_a_stay_of_another_hotel_is_not_opened(desk: Client):
    stay = StayFactory(hotel=HotelFactory())

    assert desk.get("/", {"stay": stay.pk}).context["chosen"] is None
    assert ReadLog.objects.count() == 0


def test_the_list_alone_comes_back_for_the_list_with_the_open_stay_marked(desk: Client, hotel: Hotel):
    stay = StayFactory(hotel=hotel)
    headers = {"HX-Request": "true", "HX-Target": "board", "HX-Current-URL": f"http://testserver/?stay={stay.pk}"}

    answer = desk.get("/", {"on": "2026-11-21"}, headers=headers)

    assert answer.templates[0].name == "desk/_list.html"
    assert answer.context["chosen"] == stay
    assert ReadLog.objects.count() == 0


def test_an_empty_day_says_what_to_do(desk: Client):
    assert "Nobody arrives on this day." in desk.get("/").content.decode()
    assert "Nobody leaves on this day." in desk.get("/departures/").content.decode()


@pytest.mark.parametrize("rows", [0, 1])
def test_all_stays_without_a_guest_are_one_step_away_on_any_day(desk: Client, hotel: Hotel, rows: int):
    StayFactory.create_batch(rows, hotel=hotel)

    assert desk.get("/").content.decode().count('href="/stays/unknown/"') == 1


@pytest.mark.parametrize("url", ["/", "/departures/"])
def test_an_empty_board_asks_nobody_to_choose(desk: Client, hotel: Hotel, url: str):
    empty = desk.get(url).content.decode()
    assert "Choose a guest on the left." not in empty
    assert "Nobody to prepare for." in empty
    status = "booked" if url == "/" else "in_house"
    StayFactory(hotel=hotel, arrival=TODAY, departure=TODAY + (url == "/") * DAY, status=status)
    assert "Choose a guest on the left." in desk.get(url).content.decode()


@pytest.mark.parametrize(
    ("url", "title"), [("/", "Arrivals today, Sat 21 Nov"), ("/departures/?on=2026-11-23", "Departures Mon 23 Nov")]
)
def test_the_title_names_the_day(desk: Client, url: str, title: str):
    assert f"<title>{title} ·" in " ".join(desk.get(url).content.decode().split())


def test_buttons_are_absent_where_the_property_system_moves_stays(
    pms_hotel: Hotel, signed_in: Callable[[User], Client]
):
    stay = StayFactory(hotel=pms_hotel, room="7")

    text = signed_in(staff(Role.FRONT_DESK, pms_hotel)).get("/", {"stay": stay.pk, "brief": "open"}).content.decode()

    assert all(verb not in text for verb in ("check-in/", "no-show/", "walk-in", "/cancel/"))


@pytest.mark.parametrize("url", ["/", "/departures/"])
@pytest.mark.parametrize("role", [Role.MARKETING, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_boards_are_the_desks(hotel: Hotel, signed_in: Callable[[User], Client], role: Role, url: str):
    assert signed_in(staff(role, hotel)).get(url).status_code == 403


def test_boards_are_closed_to_departments(hotel: Hotel, signed_in: Callable[[User], Client]):
    waiter = signed_in(staff(Role.DEPARTMENT, hotel, Department.RESTAURANT))

    assert [waiter.get(url).status_code for url in ("/", "/departures/")] == [403, 403]


# Reviewed, and changed since


def review_chip(hotel: Hotel, front: User) -> list[str]:
    [row] = board(hotel, front).rows
    return [label for _kind, label in chips(row) if label in {"Reviewed", "Changed since"}]


@pytest.fixture
def reviewed(desk: Client, hotel: Hotel) -> Stay:
    stay = StayFactory(hotel=hotel)
    desk.post(f"/desk/stays/{stay.pk}/reviewed/arrival/")
    return stay


def test_reviewed_is_seen_on_the_board(reviewed: Stay, hotel: Hotel, front: User):
    assert review_chip(hotel, front) == ["Reviewed"]


def test_a_new_preference_makes_it_changed_since(reviewed: Stay, hotel: Hotel, front: User):
    assert reviewed.guest is not None
    tag = Tag.objects.get(code="longjing-tea")
    observe(reviewed.guest, tag=tag, source="observed", by=front, at=NOW + timedelta(minutes=1), hotel=hotel)

    assert review_chip(hotel, front) == ["Changed since"]


@pytest.mark.parametrize("change", [{"room": "12"}, {"requests": "Cot"}, {"departure": TODAY + 5 * DAY}, {"adults": 2}])
def test_a_change_of_the_booking_makes_it_changed_since(reviewed: Stay, hotel: Hotel, front: User, change):
    Stay.objects.filter(pk=reviewed.pk).update(**change)

    assert review_chip(hotel, front) == ["Changed since"]


def test_what_the_brief_does_not_show_changes_nothing(reviewed: Stay, hotel: Hotel, front: User):
    Stay.objects.filter(pk=reviewed.pk).update(version=9, market_segment="x", updated_at=NOW)

    assert review_chip(hotel, front) == ["Reviewed"]


def test_an_earlier_stay_that_appears_makes_it_changed_since(reviewed: Stay, hotel: Hotel, front: User):
    StayFactory(hotel=hotel, guest=reviewed.guest, arrival=TODAY - 9 * DAY, status="checked_out")

    assert review_chip(hotel, front) == ["Changed since"]


def test_reading_again_settles_it(desk: Client, reviewed: Stay, hotel: Hotel, front: User):
    Stay.objects.filter(pk=reviewed.pk).update(room="12")
    desk.post(f"/desk/stays/{reviewed.pk}/reviewed/arrival/")

    assert review_chip(hotel, front) == ["Reviewed"]
    assert reviewed.reviews.count() == 1


def test_another_guests_change_is_none_of_it(reviewed: Stay, hotel: Hotel, front: User):
    other = GuestFactory()
    tag = Tag.objects.get(code="longjing-tea")
    observe(other, tag=tag, source="observed", by=front, at=NOW + timedelta(minutes=1), hotel=hotel)

    assert review_chip(hotel, front) == ["Reviewed"]


def test_find_text_of_a_row_has_names_room_and_numbers(hotel, front):
    guest = GuestFactory(full_name="Müller, Jonas", pinyin="", latin_name="Muller Jonas")
    StayFactory(hotel=hotel, guest=guest, room="905A", confirmation="LK77", channel=ChannelFactory(code="ctrip"))

    [row] = board(hotel, front).rows

    assert row.find == "905a lk77 ctrip müller, jonas muller jonas"


def test_guests_are_fetched_with_the_stays(hotel, front, django_assert_num_queries):
    StayFactory.create_batch(3, hotel=hotel)
    access = access_of(front, hotel)

    with django_assert_num_queries(9):
        found = boards.arrivals(hotel, TODAY, today=TODAY, access=access)

    assert all(isinstance(row.stay.guest, Guest) for row in found.rows)


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_naughty_strings_stay_text(desk: Client, hotel: Hotel, naughty: str):
    guest = GuestFactory(full_name=naughty[:200], family_name="", given_name="", pinyin=naughty[:200])
    stay = StayFactory(hotel=hotel, guest=guest, room=naughty[:10], requests=naughty[:500], confirmation=naughty[:40])

    text = "".join(
        desk.get(url).content.decode()
        for url in (
            "/",
            f"/?stay={stay.pk}",
            f"/?stay={stay.pk}&brief=open",
            f"/stays/{stay.pk}/",
            f"/desk/stays/{stay.pk}/registration/",
        )
    )

    assert all(script not in text for script in ("<script>alert", "<img src=x"))
    assert text.count(escape(naughty)) >= 4


def test_what_is_noted_about_a_companion_makes_it_changed_since(desk: Client, hotel: Hotel, front: User):
    stay, friend = StayFactory(hotel=hotel), GuestFactory()
    StayGuest.objects.create(stay=stay, guest=friend)
    desk.post(f"/desk/stays/{stay.pk}/reviewed/arrival/")
    assert review_chip(hotel, front) == ["Reviewed"]

    tag = Tag.objects.get(code="longjing-tea")
    observe(friend, tag=tag, source="observed", by=front, at=NOW + timedelta(minutes=1), hotel=hotel)

    assert review_chip(hotel, front) == ["Changed since"]


def test_a_new_companion_makes_it_changed_since(reviewed: Stay, hotel: Hotel, front: User):
    StayGuest.objects.create(stay=reviewed, guest=GuestFactory())

    assert review_chip(hotel, front) == ["Changed since"]


# Members, and how late they may leave


def join(guest: Guest, hotel: Hotel, tier: str) -> Member:
    member = enrol(guest, hotel=hotel, by=None, at=NOW)
    Member.objects.filter(pk=member.pk).update(tier=Tier.objects.get(code=tier))
    return member


def leaving(hotel: Hotel, **fields) -> Stay:
    return StayFactory(**({"hotel": hotel, "arrival": TODAY - DAY, "departure": TODAY, "status": "in_house"} | fields))


def test_a_member_is_known_by_tier_and_points(hotel, front):
    stay = StayFactory(hotel=hotel)
    join(stay.guest, hotel, "gold")

    [row] = board(hotel, front).rows

    assert chips(row)[0] == ("tier-gold", "Gold")
    assert row.under.replace("\u00a0", " ").endswith("· 200 points")


def test_who_has_no_points_is_told_no_nought(hotel, front):
    stay = StayFactory(hotel=hotel)
    Member.objects.filter(pk=join(stay.guest, hotel, "member").pk).update(balance=0)

    [row] = board(hotel, front).rows

    assert (chips(row)[0], "points" in row.under) == (("tier-slate", "Member"), False)


def test_departures_say_how_late_and_why_without_a_pointer(desk: Client, hotel: Hotel):
    stay = leaving(hotel)
    join(stay.guest, hotel, "platinum")

    text = " ".join(desk.get("/departures/").content.decode().split())

    assert "until 18:00" in text
    assert "Platinum member; tonight 0% full · no half-day charge · no room inspection" in text
    assert f'hx-post="/loyalty/stays/{stay.pk}/late-check-out/"' in text
    assert "Grant 18:00" in text


def test_what_was_granted_is_seen_with_who_granted_it(desk: Client, hotel: Hotel, front: User):
    stay = leaving(hotel)
    grant(stay, by=front, at=NOW)

    text = " ".join(desk.get("/departures/").content.decode().split())

    assert f"until 14:00</strong> granted by {front}" in text
    assert "Grant 14:00" not in text


def test_nobody_is_granted_anything_once_gone_or_without_a_name(hotel: Hotel, front: User):
    leaving(hotel, status="checked_out", room="1")
    leaving(hotel, guest=None, room="2")

    nameless, gone = boards.departures(hotel, TODAY, today=TODAY, access=access_of(front, hotel)).rows

    assert gone.foot is None
    assert nameless.foot is not None
    assert (nameless.foot.hour, nameless.foot.button) == ("until 14:00", "")


def test_arrivals_say_nothing_of_leaving(hotel, front):
    StayFactory(hotel=hotel)

    assert board(hotel, front).rows[0].foot is None
