"""A list as a file: a reason, a second person above a size, one's password, a line in the log for each guest."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns.actions import exporting
from campaigns.models import SegmentExport
from campaigns.queries.waiting import waiting
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.campaigns.segments.test_sizing import guest
from tests.factories import GuestListFactory, HotelFactory, confirm, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def marketing(client, hotel):
    return enter(client, staff(Role.MARKETING, hotel, language="en"))


@pytest.fixture
def people():
    return [guest(stays=2, reach_email=True), guest(stays=3)]


@pytest.fixture
def listed(people):
    return GuestListFactory(guests=people)


def enter(client, person):
    client.force_login(person)
    confirm(client)
    return person


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def ask(client, listed, reason="Printed invitations"):
    return client.post(reverse("campaigns:ask-export", args=[listed.pk]), {"reason": reason})


def take(client, export, kind="csv"):
    return client.post(reverse("campaigns:take-export", args=[export.pk, kind]))


def test_a_short_list_is_ready_at_once(client, marketing, hotel, listed, people):
    ask(client, listed)

    export = SegmentExport.objects.get()
    assert (export.state, export.by, export.hotel) == ("approved", marketing, hotel)
    assert export.reason == "Printed invitations"
    answer = take(client, export)
    head, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert head[:2] == ["Guest number", "Name"]
    assert [(row[0], row[3], row[5]) for row in rows] == [
        (str(people[0].number), "2", "yes"),
        (str(people[1].number), "3", "no"),
    ]
    export.refresh_from_db()
    assert export.state == "taken"
    logged = ReadLog.objects.filter(what="export").values_list("guest_id", flat=True)
    assert set(logged) == {person.pk for person in people}


def test_no_contacts_leave_the_house(client, marketing, listed, people):
    ask(client, listed)

    content = b"".join(take(client, SegmentExport.objects.get()).streaming_content).decode()

    assert "@" not in content
    assert "+86" not in content


def test_as_a_workbook(client, marketing, listed):
    ask(client, listed)

    assert take(client, SegmentExport.objects.get(), "xlsx").content.startswith(b"PK")


def test_without_a_reason_nothing_is_asked_for(client, marketing, listed):
    assert ask(client, listed, reason=" ").status_code == 422
    assert not SegmentExport.objects.exists()


def test_a_long_list_waits_for_another_person(client, hotel, listed, settings):
    settings.SEGMENT_EXPORT_SIZE = 1
    author = enter(client, staff(Role.MANAGER, hotel, language="en"))
    ask(client, listed)
    export = SegmentExport.objects.get()
    assert export.state == "waiting"

    take(client, export)
    client.post(reverse("campaigns:approve-export", args=[export.pk]))
    export.refresh_from_db()
    assert (export.state, export.by) == ("waiting", author)

    other = enter(client, staff(Role.MANAGER, hotel, language="en"))
    assert "Approve" in text(client.get(reverse("campaigns:exports")))
    client.post(reverse("campaigns:approve-export", args=[export.pk]))
    export.refresh_from_db()
    assert (export.state, export.approved_by) == ("approved", other)

    take(client, export)
    export.refresh_from_db()
    assert export.state == "approved"
    enter(client, author)
    assert take(client, export).status_code == 200


def test_the_size_itself_needs_nobody(listed, hotel, settings):
    settings.SEGMENT_EXPORT_SIZE = listed.size

    assert not exporting.needs_another(listed.size)
    assert exporting.needs_another(listed.size + 1)


def test_a_long_list_does_not_leave_in_parts(listed, hotel, settings):
    settings.SEGMENT_EXPORT_SIZE = 3
    by, at = staff(Role.MARKETING, hotel), timezone.now()
    other = GuestListFactory(guests=[guest(), guest()])
    colleague = staff(Role.MARKETING, hotel)

    def asked(what, who, hours=0):
        return exporting.ask(what, hotel=hotel, reason="Invitations", by=who, at=at + timedelta(hours=hours)).state

    assert asked(listed, by) == "approved"
    assert asked(listed, by, hours=1) == "approved"
    assert asked(other, by, hours=1) == "waiting"
    assert asked(other, colleague, hours=1) == "approved"
    SegmentExport.objects.filter(state="waiting").delete()
    assert asked(other, by, hours=24) == "approved"


def test_refused_stays_in_the_house(client, hotel, listed, settings):
    settings.SEGMENT_EXPORT_SIZE = 1
    author = staff(Role.MARKETING, hotel, language="en")
    export = exporting.ask(listed, hotel=hotel, reason="Print", by=author, at=timezone.now())
    enter(client, staff(Role.MANAGER, hotel, language="en"))

    client.post(reverse("campaigns:refuse-export", args=[export.pk]))
    client.post(reverse("campaigns:approve-export", args=[export.pk]))

    export.refresh_from_db()
    assert export.state == "refused"
    with pytest.raises(exporting.NotToBeTaken):
        exporting.take(export, by=author, at=timezone.now())


def test_the_database_itself_wants_two(listed, hotel):
    author = staff(Role.MANAGER, hotel)
    export = exporting.ask(listed, hotel=hotel, reason="Print", by=author, at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        SegmentExport.objects.filter(pk=export.pk).update(approved_by=author)


def test_asked_twice_is_one_request(listed, hotel):
    author, at = staff(Role.MARKETING, hotel), timezone.now()

    first = exporting.ask(listed, hotel=hotel, reason="Print", by=author, at=at)
    assert exporting.ask(listed, hotel=hotel, reason="Again", by=author, at=at) == first


def test_a_file_is_had_once_more_within_the_hour(listed, hotel):
    author, at = staff(Role.MARKETING, hotel), timezone.now()
    export = exporting.ask(listed, hotel=hotel, reason="Print", by=author, at=at)
    exporting.take(export, by=author, at=at)

    assert exporting.take(export, by=author, at=at + timedelta(minutes=59)).taken_at == at
    with pytest.raises(exporting.NotToBeTaken):
        exporting.take(export, by=author, at=at + timedelta(minutes=60))


def test_it_asks_who_it_is(client, hotel, listed):
    author = staff(Role.MARKETING, hotel)
    export = exporting.ask(listed, hotel=hotel, reason="Print", by=author, at=timezone.now())
    client.force_login(author)

    assert take(client, export).url.startswith(reverse("account_reauthenticate"))
    export.refresh_from_db()
    assert export.state == "approved"


def test_marketing_does_not_decide(client, marketing, hotel, listed):
    export = exporting.ask(listed, hotel=hotel, reason="P", by=staff(Role.MANAGER, hotel), at=timezone.now())

    assert client.post(reverse("campaigns:approve-export", args=[export.pk])).status_code == 403


def test_another_hotels_request_is_not_there(client, hotel, listed, settings):
    settings.SEGMENT_EXPORT_SIZE = 1
    there = HotelFactory()
    export = exporting.ask(listed, hotel=there, reason="Secret", by=staff(Role.MANAGER, there), at=timezone.now())
    enter(client, staff(Role.MANAGER, hotel, language="en"))

    assert client.post(reverse("campaigns:approve-export", args=[export.pk])).status_code == 404
    assert take(client, export).status_code == 404
    assert "Secret" not in text(client.get(reverse("campaigns:exports")))
    assert "Secret" not in text(client.get(reverse("campaigns:list", args=[listed.pk])))


def test_an_unknown_kind_of_file(client, marketing, listed):
    ask(client, listed)

    assert take(client, SegmentExport.objects.get(), "pdf").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(client, marketing, hotel, django_assert_num_queries, number):
    for row in GuestListFactory.create_batch(number):
        exporting.ask(row, hotel=hotel, reason="Print", by=marketing, at=timezone.now())
    client.get(reverse("campaigns:exports"))

    with django_assert_num_queries(9):
        assert text(client.get(reverse("campaigns:exports"))).count("CSV") == number


def test_when_nothing_was_asked_for_the_page_says_how(client, marketing):
    assert "Nothing was asked for." in text(client.get(reverse("campaigns:exports")))


def test_stays_of_other_hotels_are_not_in_the_file_of_who_sees_one(client, hotel, listed):
    enter(client, staff(Role.MANAGER, hotel, language="en"))
    ask(client, listed)

    content = b"".join(take(client, SegmentExport.objects.get()).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))[1:]
    assert [(row[3], row[4]) for row in rows] == [("", ""), ("", "")]


def test_a_name_that_looks_like_a_formula_stays_a_name(client, marketing, listed, people):
    people[0].full_name = "=HYPERLINK(1)"
    people[0].save()
    ask(client, listed)

    content = b"".join(take(client, SegmentExport.objects.get()).streaming_content).decode("utf-8-sig")
    names = [row[1] for row in csv.reader(io.StringIO(content))][1:]
    assert not [name for name in names if name.startswith(("=", "+", "-", "@"))]
    assert any("HYPERLINK(1)" in name for name in names)


def test_who_is_erased_or_restricted_since_is_neither_listed_nor_in_the_file(client, marketing, listed, people):
    erased, restricted = people
    erased.erased_at = timezone.now()
    erased.save()
    type(erased.facts).objects.filter(guest=erased).delete()
    restricted.restricted_at = timezone.now()
    restricted.save()
    type(erased.facts).objects.filter(guest=restricted).update(is_restricted=True)

    page = text(client.get(reverse("campaigns:list", args=[listed.pk])))
    assert erased.full_name not in page
    assert restricted.full_name not in page
    ask(client, listed)
    content = b"".join(take(client, SegmentExport.objects.get()).streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(content)))) == 1


def test_what_was_agreed_to_is_had_within_seven_days_or_asked_for_again(client, marketing, listed):
    ask(client, listed)
    export = SegmentExport.objects.get()
    SegmentExport.objects.update(at=export.at - timedelta(days=7))

    assert "Not taken within seven days" in text(client.get(reverse("campaigns:list", args=[listed.pk])))
    assert take(client, export).status_code == 302
    export.refresh_from_db()
    assert export.state == "approved"

    ask(client, listed)
    again = SegmentExport.objects.exclude(pk=export.pk).get()
    assert take(client, again).status_code == 200


def test_what_waits_is_counted_for_who_may_let_it_go(
    client, marketing, hotel, listed, settings, django_assert_num_queries
):
    settings.SEGMENT_EXPORT_SIZE = 1
    ask(client, listed)
    manager, elsewhere = staff(Role.MANAGER, hotel, language="en"), staff(Role.MANAGER, HotelFactory())

    counts = [waiting(access_of(user, user.memberships.get().hotel)) for user in (manager, marketing, elsewhere)]
    seen_by_marketing = text(client.get(reverse("campaigns:campaigns")))
    enter(client, manager)
    answer = client.get(reverse("campaigns:campaigns"))
    seen_by_manager = text(answer)

    assert counts == [1, 0, 0]
    assert "Lists and files 1 waits for you" in seen_by_manager
    assert f'href="{reverse("campaigns:exports")}"' in answer.content.decode()
    assert "waits for you" not in seen_by_marketing
    manages = access_of(manager, hotel)
    with django_assert_num_queries(1):
        assert waiting(manages) == 1
