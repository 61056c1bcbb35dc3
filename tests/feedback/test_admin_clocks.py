"""Hours, special days, levels, categories and rules in Django's admin: who finds what, and what follows from it."""

from datetime import date, time

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from feedback import tasks
from feedback.admin import own
from feedback.models import AssignmentRule, Category, Cause, ServiceLevel, Shift, SpecialDay
from hotelcrm.accounts.models import Role
from tests.factories import CategoryFactory, HotelFactory, MembershipFactory, TicketFactory, UserFactory, staff

from .clock_world import house, moment, special

pytestmark = pytest.mark.django_db
MODELS = (Shift, SpecialDay, ServiceLevel, Category, Cause, AssignmentRule)
MAY = {Role.MANAGER, Role.ADMINISTRATOR}
NOON = moment("9-18 12:00")


@pytest.fixture
def hotel(db):
    return house()


@pytest.fixture
def manager(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))
    return client


def address(model, verb="changelist", *args):
    return reverse(f"admin:feedback_{model._meta.model_name}_{verb}", args=args)


def faults(response):
    return response.context["adminform"].form.errors


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", Role)
def test_managers_and_administrators_set_it_up_and_nobody_else(client, hotel, role, model):
    department = "spa" if role == Role.DEPARTMENT else ""
    client.force_login(staff(role, hotel, department))

    found = [client.get(address(model, verb)).status_code for verb in ("changelist", "add")]

    assert [code == 200 for code in found] == [role in MAY] * 2


@pytest.mark.parametrize(
    ("model", "facts"),
    [
        (Shift, {"weekday": 6, "opens": time(9), "closes": time(12)}),
        (SpecialDay, {"day": date(2026, 10, 5), "name": "Typhoon"}),
        (ServiceLevel, {"severity": 1, "respond_minutes": 5, "resolve_minutes": 6}),
        (AssignmentRule, {"order": 5}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_another_hotels_line_is_like_one_that_does_not_exist(manager, model, facts):
    theirs = model.objects.create(hotel=HotelFactory(), **facts)

    found = [manager.get(address(model, verb, pk)) for verb in ("change", "delete") for pk in (theirs.pk, 10**9)]

    assert {(answer.status_code, answer.headers["Location"]) for answer in found} == {(302, reverse("admin:index"))}
    assert theirs not in manager.get(address(model)).context["cl"].queryset


def test_a_line_for_all_hotels_is_shown_to_a_manager_and_changed_by_an_administrator(client, manager, hotel):
    level = ServiceLevel.objects.update_or_create(
        hotel=None, severity=1, defaults={"respond_minutes": 10, "resolve_minutes": 20}
    )[0]
    HotelFactory()
    url = address(ServiceLevel, "change", level.pk)
    form = {"severity": 1, "respond_minutes": 11, "resolve_minutes": 20}

    assert manager.get(url).status_code == 200
    assert manager.post(url, form).status_code == 403
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    assert client.post(url, form).status_code == 302

    level.refresh_from_db()
    assert level.respond_minutes == 11


def test_a_manager_enters_no_line_for_all_and_none_for_another_hotel(manager):
    HotelFactory()
    form = {"severity": 1, "respond_minutes": 11, "resolve_minutes": 20}

    answers = [manager.post(address(ServiceLevel, "add"), form | {"hotel": pk}) for pk in ("", HotelFactory().pk)]

    assert [list(faults(answer)) for answer in answers] == [["hotel"], ["hotel"]]


def test_hours_are_entered_for_several_weekdays_at_once(manager, hotel):
    Shift.objects.all().delete()

    form = {"hotel": hotel.pk, "weekdays": [0, 1, 4], "opens": "9:00", "closes": "12:00"}
    answer = manager.post(address(Shift, "add"), form)

    assert answer.status_code == 302
    assert list(Shift.objects.values_list("hotel", "weekday", "opens", "closes")) == [
        (hotel.pk, weekday, time(9), time(12)) for weekday in (0, 1, 4)
    ]


def test_hours_that_are_there_already_are_refused_by_the_name_of_the_day(manager, hotel):
    form = {"hotel": hotel.pk, "weekdays": [5, 1], "opens": "9:00", "closes": "11:00"}

    answer = manager.post(address(Shift, "add"), form)

    assert faults(answer) == {"weekdays": ["Hours of Tuesday begin at that time already."]}
    assert not Shift.objects.filter(weekday=5).exists()


def test_moved_onto_another_line_of_the_hotel_hours_are_refused(manager, hotel):
    morning = Shift.objects.get(weekday=0, opens=time(9))

    answer = manager.post(address(Shift, "change", morning.pk), {"weekday": 0, "opens": "13:00", "closes": "15:00"})

    assert answer.status_code == 200
    assert "begin at that time already" in str(faults(answer))


def test_open_tickets_follow_at_once(manager, hotel, django_capture_on_commit_callbacks):
    ticket = TicketFactory(hotel=hotel, at=moment("9-18 10:00"))
    form = {"hotel": hotel.pk, "day": "2026-09-18", "name": "Typhoon", "like": ""}

    with time_machine.travel(NOON), django_capture_on_commit_callbacks(execute=True):
        assert manager.post(address(SpecialDay, "add"), form).status_code == 302
    ticket.refresh_from_db()
    assert ticket.resolve_due_at == moment("9-20 10:00")

    day = SpecialDay.objects.get(name="Typhoon")
    with time_machine.travel(NOON), django_capture_on_commit_callbacks(execute=True):
        assert manager.post(address(SpecialDay, "delete", day.pk), {"post": "yes"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.resolve_due_at == moment("9-18 11:00")


def test_they_follow_a_level_and_lines_deleted_together(manager, hotel, django_capture_on_commit_callbacks):
    ticket = TicketFactory(hotel=hotel, severity=3, at=moment("9-18 10:00"))
    level = ServiceLevel.objects.get(hotel=hotel, severity=3)
    form = {"severity": 3, "respond_minutes": 10, "resolve_minutes": 20}

    with time_machine.travel(NOON), django_capture_on_commit_callbacks(execute=True):
        assert manager.post(address(ServiceLevel, "change", level.pk), form).status_code == 302
    ticket.refresh_from_db()
    assert ticket.resolve_due_at == moment("9-18 10:20")

    chosen = list(Shift.objects.filter(weekday=4).values_list("pk", flat=True))
    with time_machine.travel(NOON), django_capture_on_commit_callbacks(execute=True):
        manager.post(address(Shift), {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    ticket.refresh_from_db()
    assert ticket.resolve_due_at == moment("9-20 9:20")


def test_many_open_tickets_follow_in_the_background(manager, hotel, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(own, "FEW", 1)
    rung = []
    monkeypatch.setattr(tasks.renew_open, "delay", rung.append)
    tickets = [TicketFactory(hotel=hotel, at=moment("9-18 10:00")) for _n in range(2)]
    form = {"hotel": hotel.pk, "day": "2026-09-18", "name": "Typhoon", "like": ""}

    with django_capture_on_commit_callbacks(execute=True):
        manager.post(address(SpecialDay, "add"), form)

    assert rung == [hotel.pk]
    tickets[0].refresh_from_db()
    assert tickets[0].resolve_due_at == moment("9-18 11:00")


def test_the_holidays_ahead_stand_below_the_list(manager, hotel):
    line = special(hotel, "10-2", like=4)
    special(house(country="FR"), "10-5")

    with time_machine.travel(NOON):
        answer = manager.get(address(SpecialDay))

    (calendar,) = answer.context["calendars"]
    days = {coming.public.day: coming for coming in calendar.days}
    assert (calendar.country, calendar.hotels, calendar.always, calendar.unannounced) == ("CN", (hotel,), (), 2027)
    assert [day for day in days if day < date(2026, 10, 12)] == [
        *(date(2026, 9, day) for day in (20, 25)),
        *(date(2026, 10, day) for day in (1, 2, 3, 5, 6, 7, 10)),
    ]
    assert [days[date(2026, 9, 20)].public.like, days[date(2026, 10, 1)].public.like] == [1, None]
    assert [days[date(2026, 10, day)].lines for day in (2, 5)] == [(line,), ()]
    assert "worked for Oct. 7, 2026, like on Wednesday" in answer.content.decode()


def test_they_stand_there_in_chinese(manager, hotel):
    with time_machine.travel(NOON):
        page = manager.get(address(SpecialDay), headers={"accept-language": "zh-hans"}).content.decode()

    assert "国庆节" in page
    assert "National Day" not in page


def test_a_house_that_never_closes_is_told_that_no_day_matters(client):
    hotel = house("always")
    client.force_login(staff(Role.MANAGER, hotel))

    (calendar,) = client.get(address(SpecialDay)).context["calendars"]

    assert calendar.always == (hotel,)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_of_special_days_takes_the_same_few_statements(client, many, django_assert_num_queries):
    user = UserFactory()
    for n in range(many):
        hotel = house()
        MembershipFactory(user=user, hotel=hotel, role=Role.MANAGER)
        special(hotel, f"10-{n + 1}")
    client.force_login(user)

    with django_assert_num_queries(20):
        assert client.get(address(SpecialDay)).status_code == 200


def test_a_category_is_not_part_of_its_own_branch(manager):
    trunk = CategoryFactory()
    branch = CategoryFactory(parent=CategoryFactory(parent=trunk))
    form = {"code": trunk.code, "name_en": "Room", "name_zh": "客房", "severity": 3, "order": 0, "is_active": "on"}

    answers = [
        manager.post(address(Category, "change", trunk.pk), form | {"parent": pk}) for pk in (branch.pk, trunk.pk)
    ]

    assert [list(faults(answer)) for answer in answers] == [["parent"], ["parent"]]


def test_a_rule_names_only_who_handles_tickets_there(manager, hotel):
    MembershipFactory(
        user=manager.get(reverse("admin:index")).wsgi_request.user, hotel=(other := house()), role="manager"
    )
    form = {"order": 10, "hotel": hotel.pk, "is_active": "on"}
    here, there, elsewhere = staff("front_desk", hotel), staff("front_desk", other), staff("front_desk", house())

    answers = [
        manager.post(address(AssignmentRule, "add"), form | {"owner": person.pk}) for person in (there, elsewhere, here)
    ]

    sentence = f"{there} does not handle tickets at {hotel}."
    assert faults(answers[0]) == {"owner": [sentence]}
    assert list(faults(answers[1])) == ["owner"]
    assert answers[2].status_code == 302
    assert AssignmentRule.objects.get().owner == here


def test_a_rule_has_both_times_or_neither(manager, hotel):
    form = {"order": 10, "hotel": hotel.pk, "opens": "18:00", "is_active": "on"}

    assert "Give both times, or neither." in str(faults(manager.post(address(AssignmentRule, "add"), form)))


@pytest.mark.parametrize("model", [Shift, ServiceLevel, AssignmentRule])
def test_the_list_says_what_its_lines_do_and_what_holds_without_any(manager, model):
    page = manager.get(address(model))
    about = str(page.context["cl"].model_admin.about)

    assert about.endswith(".")
    assert escape(about) in page.content.decode()
