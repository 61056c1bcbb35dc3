"""A year of simulated days with two thousand guests: every occasion exactly once, whatever is restarted in between."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import F

from campaigns.models import Enrolment, Sent
from campaigns.occasions.registry import OCCASIONS
from campaigns.occasions.running import run
from campaigns.running.stepping import step_due
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.models import Message, MessagePolicy, Sender
from loyalty.actions.expiring import warn
from tests.factories import CampaignFactory, HotelFactory, StepFactory, VariantFactory
from tests.outbox.rows import template

from .lives import ABROAD, DAY, FIRST, LAST, invent
from .reference import SHANGHAI, happens
from .simulated import House, deliver, people

pytestmark = pytest.mark.django_db
GUESTS = 2_000
SERVICE = {"welcome", "pre_arrival"}
STORM = (date(2027, 9, 10), date(2027, 9, 14))  # nothing runs on these days, nor between them


class Killed(Exception):
    """A worker died before it had committed."""


class Clock:
    """The beats of the year: one each afternoon, when it is morning in London too; others by chance."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.done: list[datetime] = []  # those that were not undone

    def beats(self, day: date) -> Iterator[datetime]:
        """Those of `day`. About once a month there is none, and never on two days that follow."""
        if STORM[0] <= day <= STORM[1] or day.toordinal() % 29 == 0:
            return
        if self.chance.random() < 0.1:
            yield datetime.combine(day, time(self.chance.randrange(17), 1), SHANGHAI)
        yield datetime.combine(day, time(17, 30), SHANGHAI)
        if self.chance.random() < 0.05:
            yield datetime.combine(day, time(21, 30), SHANGHAI)

    def beat(self, at: datetime) -> None:
        """Run what the beat rings for: sometimes twice, sometimes by a worker that dies before it has committed."""
        fate = self.chance.random()
        if at.hour != 17 and fate < 0.5:
            with suppress(Killed), transaction.atomic():
                self._killed(at)
            return
        run(at=at)
        self.done.append(at)
        if fate < 0.05:
            assert sum(sum(one.values()) for one in run(at=at).values()) == 0
        if at.toordinal() % 2 or fate > 0.95:  # else the worker dies behind it, and the steps are the next one's
            step_due(at=at)
            deliver(at)
        if fate > 0.95:
            step_due(at=at)

    def _killed(self, at: datetime) -> None:
        run(at=at)
        step_due(at=at)
        raise Killed


def campaigns_for_everything(hotel):
    found = {}
    for code in OCCASIONS:
        purpose = "service" if code in SERVICE else "marketing"
        facts = {"hotel": hotel, "occasion": code, "segment": None, "purpose": purpose, "holdout_percent": 10}
        campaign = CampaignFactory(salt=f"year:{code}", goal="none", **facts)
        text = template(f"year-{code.replace('_', '-')}", purpose=purpose, says=["email"])
        VariantFactory(step=StepFactory(campaign=campaign), template=text, mailing=None)
        found[campaign.pk] = code
    return found


def test_a_year():
    chance = Random(2027)
    hotel = HotelFactory(code="year", time_zone="Asia/Shanghai")
    MessagePolicy.objects.create(hotel=hotel)
    Sender.objects.create(hotel=hotel, channel="email", transport="file", name="Year", options="{}", per_second=10_000)
    lives = [invent(8_000_000 + number, chance) for number in range(GUESTS)]
    people(hotel, lives)
    codes = campaigns_for_everything(hotel)
    house, clock = House(hotel, lives), Clock(chance)
    house.past()

    for day in (FIRST + n * DAY for n in range((LAST - FIRST).days + 1)):
        house.morning(day)
        if day.day == 1:
            house.count_all(day)  # windows of months move on
        elif day.day % 4 == 0:
            house.analyze()
        warn(at=datetime.combine(day, time(0, 30), SHANGHAI))
        for at in clock.beats(day):
            clock.beat(at)

    rows = Enrolment.objects.values_list("campaign", "guest", "key", "enrolled_at")
    found = {(codes[campaign], guest, key): at.astimezone(SHANGHAI) for campaign, guest, key, at in rows}
    expected = {name: at for life in lives for name, at in happens(life, clock.done).items()}
    assert found == expected
    assert set(Counter(code for code, _guest, _key in found)) == set(OCCASIONS)
    _birthdays_are_all_there(lives, found)
    _everybody_got_one_message()
    _caps_and_quiet_hours_were_kept(lives)
    assert [
        one.invariant.name for one in verify() if not one.holds and one.invariant.name.startswith("campaigns.")
    ] == []


def _birthdays_are_all_there(lives, found):
    """An outage of a day is made up for; the storm of five is not."""
    lost = 0
    for life in lives:
        if life.birthday and not life.birthday[2] and life.birthday[:2] != (2, 29):
            day = date(2027, *life.birthday[:2])
            if day < FIRST:
                continue
            at = found.get(("birthday", life.pk, "2027"))
            if STORM[0] <= day < STORM[1]:
                assert at is None
                lost += 1
            else:
                assert timedelta() <= at.date() - day <= DAY
    assert lost > 0


def _everybody_got_one_message():
    held = Enrolment.objects.filter(arm="holdout")
    assert 0.05 < held.count() / Enrolment.objects.count() < 0.15
    assert not Sent.objects.filter(enrolment__in=held).exists()
    late = Enrolment.objects.filter(ended_because="late")
    assert 0 < late.count() < Enrolment.objects.count() / 20
    assert not late.filter(expires_at__gt=F("ended_at")).exists()
    treated = Enrolment.objects.filter(arm="treated").exclude(pk__in=late).filter(due_at=None)
    assert Sent.objects.count() == Message.objects.count() == treated.count()
    assert Sent.objects.values("enrolment").distinct().count() == treated.count()


def _caps_and_quiet_hours_were_kept(lives):
    zones = {life.pk: ZoneInfo(ABROAD) if life.zone else SHANGHAI for life in lives}
    handed = defaultdict(list)
    rows = Message.objects.filter(purpose="marketing", handed_at__isnull=False).order_by("handed_at")
    for guest, at in rows.values_list("guest", "handed_at"):
        assert at is not None
        assert 9 <= at.astimezone(zones[guest]).hour < 21
        handed[guest].append(at)
    allowed = {life.pk for life in lives if life.may_be_written_to}
    assert set(handed) <= allowed
    assert sum(map(len, handed.values())) > GUESTS
    for times in handed.values():
        for count, span in ((1, timedelta(hours=24)), (2, timedelta(days=7)), (6, timedelta(days=30))):
            assert all(later - first >= span for first, later in zip(times, times[count:], strict=False))
    assert not Message.objects.filter(handed_at__gt=F("expires_at")).exists()
