"""``manage.py run_occasions``: what the beat does every five minutes, by hand, at a time of one's choice; or told."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max, QuerySet
from django.utils import timezone

from campaigns.models import Campaign, GuestFacts
from campaigns.occasions.occasion import EVENING, HOUR
from campaigns.occasions.registry import OCCASIONS
from campaigns.occasions.running import run, running
from campaigns.occasions.telling import Told, tell
from campaigns.segments.nodes import BadRule
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.actions.checking import UnfitMessageError


def moment(text: str) -> datetime:
    """An instant with its offset, as in ``2027-02-28T09:00+08:00``."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no instant such as 2027-02-28T09:00+08:00") from None
    if found.tzinfo is None:
        raise ArgumentTypeError(f"“{text}” says no offset, such as +08:00")
    return found


def hotel(code: str) -> Hotel:
    """The hotel with this code."""
    found = Hotel.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Hotel.objects.order_by("code").values_list("code", flat=True))
        raise ArgumentTypeError(f"there is no hotel “{code}”, but: {known}")
    return found


class Command(BaseCommand):
    help = "Take everybody whose occasion is at hand into the campaigns for it, or tell who that would be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=moment, help="as if it were then, such as 2027-02-28T09:00+08:00 (now)")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, and tell what would be done")
        parser.add_argument("--drafts", action="store_true", help="with --dry-run: those that do not run, too")
        parser.add_argument("--occasion", choices=OCCASIONS, help="with --dry-run: campaigns for this one alone")
        parser.add_argument("--hotel", type=hotel, help="with --dry-run: campaigns of the hotel with this code alone")

    def handle(self, *, at: datetime | None, dry_run: bool, drafts: bool, **options: Any) -> None:
        at = at or timezone.now()
        given = {name: options[name] for name in ("occasion", "hotel") if options[name] is not None}
        if not dry_run and (given or drafts):
            raise CommandError("--drafts, --occasion and --hotel only go with --dry-run: the beat is for all that run.")
        campaigns = (_any_state() if drafts else running(at)).filter(**given)
        if not campaigns:
            more = "" if drafts else " --dry-run --drafts tells of those that do not run."
            self.stdout.write(f"No {'such ' if given else ''}campaign waits for an occasion.{more}")
        if dry_run:
            for campaign in campaigns:
                self._tell(campaign, at)
            return
        for pk, counted in run(at=at).items():
            self.stdout.write(f"Campaign {pk}: {counted['treated']:,} chosen, {counted['holdout']:,} held out.")

    def _tell(self, campaign: Campaign, at: datetime) -> None:
        occasion = OCCASIONS[campaign.occasion]
        self.stdout.write(f"{campaign.pk} {campaign.name} · {campaign.hotel.name} · {campaign.get_state_display()}")
        days = f", {occasion.days_of(campaign)} {occasion.counted}" if occasion.days is not None else ""
        self.stdout.write(f"  {occasion.name}{days}; made up for {_length(occasion.grace.total_seconds())}")
        for note in _notes(campaign, at):
            self.stdout.write(f"  {note}")
        try:
            told = tell(campaign, at=at)
        except (BadRule, UnfitMessageError) as fault:
            self.stdout.write(f"  cannot run: {fault}")
            return
        for line in _lines(told):
            self.stdout.write(f"  {line}")


def _any_state() -> QuerySet[Campaign]:
    return Campaign.objects.filter(occasion__in=OCCASIONS).select_related("hotel", "segment").order_by("pk")


def _notes(campaign: Campaign, at: datetime) -> Iterator[str]:
    """Why fewer are due than somebody who looks ahead, or at night, may expect."""
    there = at.astimezone(campaign.hotel.zone)
    if not HOUR <= there.time() < EVENING:
        yield f"at the hotel it is {there:%H:%M}: guests are named from {HOUR:%H:%M} to {EVENING:%H:%M} of their day"
    counted = GuestFacts.objects.aggregate(last=Max("counted_on"))["last"]
    if counted is not None and counted < there.date():
        yield f"what guests did is known as of {counted}: what they will do until {there:%Y-%m-%d} nobody knows"


def _lines(told: Told) -> list[str]:
    would = told.would
    known = f"{told.due:,} due: {told.enrolled:,} already enrolled, {told.outside:,} outside the audience"
    lines = [f"{known}, {would.held_out:,} held out, {would.chosen - would.held_out:,} others"]
    lines += [
        f"  {some.count:,} by {got.channel}{f', first {got.why}' if got.reason else ''}"
        for got, some in would.gets.items()
    ]
    lines += [
        f"  {some.count:,} nothing: {not_.why}" for not_, some in would.gets_not.items() if not_.reason != "holdout"
    ]
    zone = told.campaign.hotel.zone
    lines += [
        f"  guest {one.number}, {one.key}: due {one.due_at.astimezone(zone):%Y-%m-%d %H:%M}, "
        f"until {one.expires_at.astimezone(zone):%Y-%m-%d %H:%M}, {one.arm}"
        for one in told.samples
    ]
    return lines


def _length(seconds: float) -> str:
    hours = int(seconds // 3600)
    return f"{hours // 24} days" if hours % 24 == 0 else f"{hours} hours"
