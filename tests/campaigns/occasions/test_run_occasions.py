"""``manage.py run_occasions``: it does what the beat does, or tells what that would be."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.models import Enrolment
from tests.factories import GuestFactory, HotelFactory, SegmentFactory
from tests.outbox.rows import reachable, template

from .world import campaign_for, clock, count

pytestmark = pytest.mark.django_db
AT = "2027-02-28T09:00+08:00"
LEAP = {"birth_month": 2, "birth_day": 29}


def said(*arguments):
    out = StringIO()
    call_command("run_occasions", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def campaign():
    segment = SegmentFactory(rule={"all": [{"field": "gender", "op": "in", "value": ["F"]}]})
    made = campaign_for("birthday", hotel=HotelFactory(name_en="Lakeside"), segment=segment, name_en="Wishes")
    made.steps.get().variants.update(template=template(), mailing=None)
    return made


def test_it_tells_who_gets_what_and_who_does_not_and_why(campaign):
    agreed = reachable(gender="F", **LEAP)
    reachable(gender="F", consents=(), **LEAP)
    known = reachable(gender="F", birth_month=2, birth_day=28)
    GuestFactory(gender="M", **LEAP)
    GuestFactory(gender="F", birth_month=2, birth_day=27, time_zone="Asia/Shanghai")
    count(campaign, clock(date(2027, 2, 28)))
    before = {"key": "2027", "arm": "treated", "enrolled_at": clock(date(2027, 2, 28))}
    Enrolment.objects.create(campaign=campaign, guest=known, **before)

    told = said("--at", AT, "--dry-run")

    assert told.splitlines()[:3] == [
        f"{campaign.pk} Wishes · Lakeside · running",
        "  Birthday, 0 days before the birthday; made up for 36 hours",
        "  5 due: 1 already enrolled, 1 outside the audience, 0 held out, 3 others",
    ]
    assert "1 by email" in told
    assert "2 nothing: " in told
    assert f"guest {agreed.number}, 2027: due 2027-02-28 09:00, until 2027-03-01 21:00, treated" in told
    assert Enrolment.objects.count() == 1


def test_without_dry_run_it_is_done(campaign):
    guest = reachable(gender="F", **LEAP)
    count(campaign, clock(date(2027, 2, 28)))

    assert said("--at", AT) == f"Campaign {campaign.pk}: 1 chosen, 0 held out.\n"
    assert Enrolment.objects.get().guest == guest
    assert said("--at", AT) == f"Campaign {campaign.pk}: 0 chosen, 0 held out.\n"


def test_drafts_are_told_of_when_asked(campaign):
    type(campaign).objects.update(state="draft")

    assert "No campaign waits for an occasion." in said("--at", AT, "--dry-run")
    assert "Wishes · Lakeside · draft" in said("--at", AT, "--dry-run", "--drafts")


def test_what_keeps_a_campaign_from_running_is_said(campaign):
    reachable(gender="F", **LEAP)
    count(campaign, clock(date(2027, 2, 28)))
    campaign.steps.get().variants.update(template=template("empty", says=[]))

    assert "  cannot run: " in said("--at", AT, "--dry-run")


def test_campaigns_of_one_occasion_or_one_hotel(campaign):
    campaign_for("welcome", hotel=HotelFactory(code="harbour", name_en="Harbour"), name_en="Hello")

    assert titles("--hotel", "harbour") == titles("--occasion", "welcome") == ["Hello · Harbour · running"]
    assert titles("--hotel", "harbour", "--occasion", "birthday") == []
    assert len(titles()) == 2


def titles(*arguments):
    lines = said("--at", AT, "--dry-run", *arguments).splitlines()
    return [line.partition(" ")[2] for line in lines if line[0].isdigit()]


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--dry-run", "--hotel", "nowhere"], "there is no hotel “nowhere”, but: .*lake"),
        (["--dry-run", "--occasion", "easter"], "invalid choice: 'easter'"),
        (["--drafts"], "only go with --dry-run"),
        (["--occasion", "welcome"], "only go with --dry-run"),
    ],
)
def test_what_there_is_not_is_said(campaign, arguments, wrong):
    HotelFactory(code="lake")

    with pytest.raises(CommandError, match=wrong):
        said(*arguments)


def test_why_nobody_is_named_at_night_and_what_nobody_knows_yet(campaign):
    reachable(gender="F", **LEAP)
    count(campaign, clock(date(2027, 2, 27)))
    night = "  at the hotel it is 01:00: guests are named from 09:00 to 21:00 of their day"
    ahead = "  what guests did is known as of 2027-02-27: what they will do until 2027-02-28 nobody knows"

    def notes(at):
        return [line for line in said("--at", at, "--dry-run").splitlines() if line in {night, ahead}]

    assert notes("2027-02-27T01:00+08:00") == [night]
    assert notes("2027-02-27T09:00+08:00") == []
    assert notes("2027-02-28T09:00+08:00") == [ahead]


@pytest.mark.parametrize("moment", ["tomorrow", "2027-02-28T09:00"])
def test_a_moment_needs_its_offset(moment):
    with pytest.raises(CommandError, match=r"no (instant|offset)"):
        said("--at", moment, "--dry-run")
