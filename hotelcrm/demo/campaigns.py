"""The campaigns of the demo: segments with a past, one-offs in every state, occasions that have run for months.

Next door: ``campaigns_segments``, ``campaigns_one_off``, ``campaigns_past`` (how days that are past are lived),
``campaigns_bookings`` (what campaigns brought), ``campaigns_offers`` (what guests are offered).
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from django.db import connection, transaction

from campaigns.actions.approving import approve
from campaigns.actions.drafting import planned, revise
from campaigns.actions.starting import start
from campaigns.facts import counting
from campaigns.facts.scale import rescale
from campaigns.models import Campaign, CampaignState, Enrolment
from campaigns.occasions import ready_made
from campaigns.results.attributing import attribute
from guests.models import Guest
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.models import Sender, Template
from loyalty.actions.vouchers import expire_due
from loyalty.models import Programme, VoucherType

from . import campaigns_bookings, campaigns_offers, campaigns_one_off, campaigns_past, campaigns_segments
from .campaigns_one_off import BY_MAIL, OURS, PENNY, Cast
from .campaigns_segments import FAMILIES
from .messages import MOST_GUESTS, Fate

SEED: Final = 7
MONTHS_BACK: Final = 126  # days for which occasions have run
SETTLED: Final = timedelta(days=3)  # between writing a draft and starting it
CREDITED: Final = timedelta(days=200)
FATE: Final = Fate(dead=1, opened=46, clicked=16)
# The occasions that run, each at the hotel where it does ("": at both), and the voucher that goes with it.
RUN: Final = {"birthday": "", "dormancy": "fb-100", "post_stay": ""}
_EVERYWHERE: Final = {"post_stay"}
_STAFF: Final = ("marketing", "manager", "front")


@transaction.atomic
def fill(*, seed: int = SEED, at: datetime) -> int:
    """Give the demo its campaigns as of the instant `at`, and return how many; the same for the same seed and ids.

    Where they are there already, those that run by an occasion are brought up to `at`. Nothing happens where there are
    more than `MOST_GUESTS` guests, no senders yet, or none of the demo's staff.
    """
    staff = {user.username: user for user in User.objects.filter(username__in=_STAFF).order_by("pk")}
    is_large = Guest.objects.order_by()[: MOST_GUESTS + 1].count() > MOST_GUESTS
    hotels = list(Hotel.objects.order_by("pk"))
    if is_large or not hotels or len(staff) < len(_STAFF) or not Sender.objects.exists():
        return 0
    with trail("demo.campaigns", by=None):
        if Enrolment.objects.exists():
            _go_on(at=at)
            return 0
        campaigns_offers.fill(seed=seed, at=at)
        _count(at)
        random = Random(f"{seed}/campaigns")
        marketing, manager, front = (staff[name] for name in _STAFF)
        segments = campaigns_segments.write(by=marketing, at=at)
        templates = {row.code: row for row in Template.objects.filter(archived_at=None)}
        vouchers = {row.code: row for row in VoucherType.objects.filter(is_active=True)}
        cast = Cast(hotels[0], marketing, manager, segments, templates, vouchers)
        for hotel in hotels:
            _run_occasions(hotel, cast, is_first=hotel == hotels[0], at=at)
        campaigns_one_off.fill(cast, random, at=at)
        campaigns_bookings.use_vouchers(random, by=front, at=at)
        expire_due(at)
        attribute(at=at, since=at - CREDITED)
        _count(at)
        campaigns_segments.freeze_one(segments[FAMILIES], by=marketing, at=at)
        campaigns_segments.keep(seed=seed, at=at)
        return Campaign.objects.exclude(state=CampaignState.DRAFT).count()


def _count(at: datetime) -> None:
    """Everybody's facts as of today, and the scale of them."""
    today = Programme.current().today(at)
    with connection.cursor() as cursor:  # written a moment ago, in this transaction: nobody has counted them yet
        cursor.execute("ANALYZE guests_guest, guests_consent, stays_stay, stays_charge, outbox_message")
    counting.count_all(today=today)
    rescale(today)


def _run_occasions(hotel: Hotel, cast: Cast, *, is_first: bool, at: datetime) -> None:
    """The drafts that every hotel begins with; some of them started months ago, and lived since."""
    then = at - timedelta(days=MONTHS_BACK)
    ready_made.write(hotel, at=then - SETTLED)
    for campaign in Campaign.objects.filter(hotel=hotel, occasion__in=RUN).order_by("pk"):
        if is_first or campaign.occasion in _EVERYWHERE:
            _run(campaign, cast, then)
            campaigns_past.live(campaign, hotel.today(then) + timedelta(days=1), until=at, fate=FATE)


def _run(campaign: Campaign, cast: Cast, at: datetime) -> None:
    """Start it at `at`, with its voucher and what a message costs."""
    voucher = cast.vouchers.get(RUN[campaign.occasion])
    campaign.created_at, campaign.by, campaign.salt = (
        at - SETTLED,
        cast.marketing,
        f"{OURS}{campaign.hotel.code} {campaign.occasion}"[:32],
    )
    campaign.save(update_fields=["created_at", "by", "salt"])
    steps = [
        replace(
            step,
            channels=BY_MAIL if len(step.channels) > 1 else step.channels,
            wordings=[replace(one, voucher_type=None if place else voucher, cost=PENNY) for one in step.wordings],
        )
        for place, step in enumerate(planned(campaign))
    ]
    revise(campaign, steps=steps, by=cast.marketing, at=at, version=campaign.version)
    if start(campaign, by=cast.marketing, at=at).state == CampaignState.WAITING:
        approve(campaign, by=cast.manager, at=at)
    campaign.refresh_from_db()


def _go_on(*, at: datetime) -> None:
    """Occasions of the days that nobody was there for; what is due today is left to the beat."""
    counting.count_nightly(at=at)
    ours = Campaign.objects.filter(state=CampaignState.RUNNING, salt__startswith=OURS).exclude(occasion="")
    for campaign in ours.select_related("hotel").order_by("pk"):
        last = campaigns_past.last_day(campaign)
        midnight = datetime.combine(campaign.hotel.today(at), time(), campaign.hotel.zone)
        if last is not None:
            campaigns_past.live(campaign, last + timedelta(days=1), until=midnight, fate=FATE)
    attribute(at=at)
    campaigns_segments.keep_missed(at=at)
