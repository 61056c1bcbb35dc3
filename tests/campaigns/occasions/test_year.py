"""A year of simulated days with two thousand guests: every occasion exactly once, whatever is restarted in between."""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import F

from campaigns.models import Enrolment, Sent
from campaigns.occasions.registry import OCCASIONS
from campaigns.occasions.running import run, running
from campaigns.running.stepping import step_due, take
from hotelcrm.audit.invariants import verify
from hotelcrm.outbox.delivery.sweeping import sweep
from hotelcrm.outbox.models import Message, MessagePolicy, Sender
from loyalty.actions.expiring import warn
from tests.factories import CampaignFactory, HotelFactory, StepFactory, VariantFactory
from tests.outbox.rows import template

from .lives import ABROAD, DAY, FIRST, LAST, invent
from .reference import SHANGHAI, Beats, happens
from .simulated import House, deliver, die_with_messages_in_hand, people

GUESTS = 2_000
SERVICE = {"welcome", "pre_arrival"}
URGENT = ("birthday", "anniversary", "pre_arrival")
STORM = (date(2027, 9, 10), date(2027, 9, 14))  # nothing runs on these days, nor between them


class Killed(Exception):
    """A worker died before it had committed."""


class Clock:
    """The beats of the year: one each afternoon, when it is morning in London too; others by chance."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.done: list[datetime] = []  # those that were not undone
        self.is_to_be_swept = False  # a worker died with messages in its hand

    def beats(self, day: date) -> Iterator[datetime]:
        """Those of `day`: every third day none, and never on two days that follow, the storm aside."""
        if self.is_out(day):
            return
        if self.chance.random() < 0.06:
            yield datetime.combine(day, time(self.chance.randrange(17), 1), SHANGHAI)
        yield datetime.combine(day, time(17, 30), SHANGHAI)
        if self.chance.random() < 0.04:
            yield datetime.combine(day, time(21, 30), SHANGHAI)

    def is_out(self, day: date) -> bool:
        """Whether nothing runs on `day`."""
        return STORM[0] <= day <= STORM[1] or day.toordinal() % 3 == 0

    def beat(self, at: datetime) -> None:
        """Run what the beat rings for: sometimes twice, often by a worker that dies at one point or another."""
        fate = self.chance.random()
        if at.hour != 17 and fate < 0.5:
            self._dies_before_it_commits(at)
            return
        if self.is_to_be_swept:
            sweep(at=at)
            self.is_to_be_swept = False
        run(at=at)
        self.done.append(at)
        if fate < 0.05:
            assert sum(sum(one.values()) for one in run(at=at).values()) == 0
        if at.hour != 17 or at.toordinal() % 3 == 1:
            self._dies_behind_the_first(at)  # the others' steps are a later one's
            return
        if fate > 0.95:
            self._dies_between_steps(at)
        step_due(at=at)
        if 0.05 < fate < 0.1:
            die_with_messages_in_hand(at)
            self.is_to_be_swept = True
            return
        deliver(at)
        if 0.1 < fate < 0.15:
            assert not step_due(at=at)

    def _dies_before_it_commits(self, at: datetime) -> None:
        with suppress(Killed), transaction.atomic():
            run(at=at)
            step_due(at=at)
            raise Killed

    def _dies_behind_the_first(self, at: datetime) -> None:
        """The steps of the first campaigns are committed, of those that cannot wait until tomorrow."""
        for campaign in running(at)[: len(URGENT)]:
            take(campaign.pk, at=at)
        deliver(at)

    def _dies_between_steps(self, at: datetime) -> None:
        """Those of every second campaign are committed, in handfuls; in the midst of the others it dies."""
        for campaign in running(at)[::2]:
            take(campaign.pk, at=at, limit=3)
        with suppress(Killed), transaction.atomic():
            step_due(at=at)
            raise Killed


def campaigns_for_everything(hotel):
    found = {}
    for code in (*URGENT, *(code for code in OCCASIONS if code not in URGENT)):
        purpose = "service" if code in SERVICE else "marketing"
        facts = {"hotel": hotel, "occasion": code, "segment": None, "purpose": purpose, "holdout_percent": 10}
        campaign = CampaignFactory(salt=f"year:{code}", goal="none", **facts)
        text = template(f"year-{code.replace('_', '-')}", purpose=purpose, says=["email"])
        VariantFactory(step=StepFactory(campaign=campaign), template=text, mailing=None)
        found[campaign.pk] = code
    return found


@pytest.fixture
def _committed(transactional_db):
    """What is done is committed: in one transaction of a year no row is known to stand, and reading takes longer."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    gc.unfreeze()


@pytest.mark.usefixtures("_committed")
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
    gc.freeze()  # a hundred thousand things that live all year are not looked through for garbage again and again

    for n in range((LAST - FIRST).days + 1):
        day = FIRST + n * DAY
        house.morning(day)
        if not n & (n - 1):  # the tables have doubled
            house.analyze()
        if not clock.is_out(day):
            house.count(day)
        warn(at=datetime.combine(day, time(0, 30), SHANGHAI))
        for at in clock.beats(day):
            clock.beat(at)

    rows = Enrolment.objects.values_list("campaign", "guest", "key", "enrolled_at")
    found = {(codes[campaign], guest, key): at.astimezone(SHANGHAI) for campaign, guest, key, at in rows}
    beats = Beats(clock.done)
    expected = {name: at for life in lives for name, at in happens(life, beats).items()}
    assert found == expected
    assert set(Counter(code for code, _guest, _key in found)) == set(OCCASIONS)
    _birthdays_are_all_there(lives, found)
    _everybody_got_one_message()
    _caps_and_quiet_hours_were_kept(lives)
    broken = [one.invariant.name for one in verify() if not one.holds]
    assert [name for name in broken if name.startswith(("campaigns.", "outbox."))] == []


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
