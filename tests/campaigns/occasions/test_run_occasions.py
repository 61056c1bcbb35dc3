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


@pytest.mark.parametrize("moment", ["tomorrow", "2027-02-28T09:00"])
def test_a_moment_needs_its_offset(moment):
    with pytest.raises(CommandError, match=r"no (instant|offset)"):
        said("--at", moment, "--dry-run")
