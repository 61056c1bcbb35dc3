"""``manage.py run_occasions``: what the beat does every five minutes, by hand, at a time of one's choice; or told."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.models import Campaign
from campaigns.occasions.registry import OCCASIONS
from campaigns.occasions.running import run, running
from campaigns.occasions.telling import Told, tell
from campaigns.segments.nodes import BadRule
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


class Command(BaseCommand):
    help = "Take everybody whose occasion is at hand into the campaigns for it, or tell who that would be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=moment, help="as if it were then, such as 2027-02-28T09:00+08:00 (now)")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, and tell what would be done")
        parser.add_argument("--drafts", action="store_true", help="with --dry-run: those that do not run, too")

    def handle(self, *, at: datetime | None, dry_run: bool, drafts: bool, **_options: Any) -> None:
        at = at or timezone.now()
        campaigns = _any_state() if dry_run and drafts else running(at)
        if not campaigns:
            self.stdout.write("No campaign waits for an occasion. --dry-run --drafts tells of those that do not run.")
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
        try:
            told = tell(campaign, at=at)
        except (BadRule, UnfitMessageError) as fault:
            self.stdout.write(f"  cannot run: {fault}")
            return
        for line in _lines(told):
            self.stdout.write(f"  {line}")


def _any_state() -> QuerySet[Campaign]:
    return Campaign.objects.filter(occasion__in=OCCASIONS).select_related("hotel", "segment").order_by("pk")


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
