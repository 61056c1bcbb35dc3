"""One day of all occasions over all guests: who is named, judged against the audience, dealt arms and enrolled.

On the campaigns' database. Each occasion has a campaign that runs for everybody; the day is asked for at noon where the
hotel is, and all that is written is taken back. The target is the sum of the day, which the beat spreads over as many
turns as it has; ``again`` is such a turn when everybody is in already, as most are.
"""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from campaigns.models import Campaign, CampaignState, Step, Variant
from campaigns.occasions.registry import OCCASIONS
from campaigns.occasions.running import run, running
from hotelcrm.accounts.models import Hotel
from hotelcrm.bench import campaigns
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.running import Run, bench
from hotelcrm.outbox.models import Template

NOON: Final = 12


@bench("occasions")
def occasions(run_: Run) -> Iterator[Figure]:
    """Seconds for each occasion, for all of them, and for all of them again; how many guests they enrol."""
    with campaigns.in_use(run_) as today, transaction.atomic():
        hotel = Hotel.objects.get(pk=run_.hotel.pk)
        at = datetime(today.year, today.month, today.day, NOON, tzinfo=hotel.zone)
        codes = {_campaign(hotel, code).pk: code for code in OCCASIONS}
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        first, counted = _seconds(at, codes)
        again, _nobody = _seconds(at, codes)
        transaction.set_rollback(True)
    for code, seconds in first.items():
        yield Figure("occasions", f"{code}: {counted[code]:,} enrolled", run_.guests, seconds=seconds)
    everybody = sum(counted.values())
    yield Figure("occasions", f"all: {everybody:,} enrolled", run_.guests, seconds=sum(first.values()))
    yield Figure("occasions", "all again: 0 enrolled", run_.guests, seconds=sum(again.values()))


def _seconds(at: datetime, codes: dict[int, str]) -> tuple[dict[str, float], dict[str, int]]:
    """By occasion how long it took and how many were enrolled."""
    took, counted = {}, {}
    known = [campaign for campaign in running(at) if campaign.pk in codes]
    for campaign in known:
        others = Campaign.objects.filter(pk__in=codes).exclude(pk=campaign.pk)
        others.update(state=CampaignState.PAUSED)
        start = time.perf_counter()
        found = run(at=at)
        took[codes[campaign.pk]] = time.perf_counter() - start
        counted[codes[campaign.pk]] = found[campaign.pk].total()
        others.update(state=CampaignState.RUNNING)
    return took, counted


def _campaign(hotel: Hotel, code: str) -> Campaign:
    """As `start` leaves it."""
    names = {"name_en": code, "name_zh": code, "salt": code}
    state = CampaignState.RUNNING
    campaign = Campaign.objects.create(hotel=hotel, occasion=code, holdout_percent=10, state=state, **names)
    step = Step.objects.create(campaign=campaign, order=0, channels=["email"])
    Variant.objects.create(step=step, template=Template.objects.get(code="birthday"))
    return campaign
