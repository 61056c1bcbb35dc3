"""Which variant of a step the others get: the one whose links, or hotel, more guests followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from django.db.models import Count, Min

from campaigns.models import Campaign, Conversion, Sent, Step, Variant
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.message import GONE

from .arms import waits_for_winner

LEAST = 100  # messages of each variant of an automatic campaign before any can win
SURE = 1.96  # standard errors: 95 %


@dataclass(frozen=True)
class Score:
    """Of `sent` messages so many brought what is counted."""

    variant: Variant
    sent: int
    won: int

    @property
    def rate(self) -> float:
        """The share, 0 to 1."""
        return min(1.0, self.won / self.sent) if self.sent else 0.0


def settle(campaign: Campaign, step: Step, variants: Sequence[Variant], *, at: datetime) -> Variant | None:
    """The winner among `variants` of `step`, marked as such; None while there is none.

    A one-off tells after its hours, by who is ahead; an automatic one whenever the difference is no chance any more. A
    winner stays it. To be called while the campaign is held.
    """
    if not step.picks_winner_by:
        return None
    known = next((variant for variant in variants if variant.is_winner), None)
    if known is not None:
        return known
    if waits_for_winner(campaign, step):
        if not _has_been_tried(step, at):
            return None
        won = ahead(scores(step, variants))
    else:
        won = surely_ahead(scores(step, variants))
    if won is not None:
        won.is_winner = True
        won.save(update_fields=["is_winner"])
    return won


def scores(step: Step, variants: Sequence[Variant]) -> list[Score]:
    """What each of `variants` brought by what `step` goes by, in their order."""
    told = (
        Message.objects.filter(mailing__variant__in=variants, state__in=GONE).order_by().values_list("mailing__variant")
    )
    sent = dict(told.annotate(n=Count("pk")))
    if step.picks_winner_by == "bookings":
        booked = Conversion.objects.filter(variant__in=variants).order_by().values_list("variant")
        won = dict(booked.annotate(n=Count("pk")))
    else:
        won = dict(told.filter(clicked_at__isnull=False).annotate(n=Count("pk")))
    return [Score(variant, sent.get(variant.pk, 0), won.get(variant.pk, 0)) for variant in variants]


def ahead(found: Sequence[Score]) -> Variant | None:
    """The one with the highest rate; None when two share it."""
    first, second = _best(found)
    return first.variant if first.rate > second.rate else None


def surely_ahead(found: Sequence[Score]) -> Variant | None:
    """The one whose rate is above the next by more than chance would have it: two proportions, pooled, at 95 %."""
    first, second = _best(found)
    if min(score.sent for score in found) < LEAST or first.rate <= second.rate:
        return None
    pooled = (first.rate * first.sent + second.rate * second.sent) / (first.sent + second.sent)
    error = sqrt(pooled * (1 - pooled) * (1 / first.sent + 1 / second.sent))
    return first.variant if first.rate - second.rate > SURE * error else None


def _best(found: Sequence[Score]) -> tuple[Score, Score]:
    first, second, *_rest = sorted(found, key=lambda score: -score.rate)
    return first, second


def _has_been_tried(step: Step, at: datetime) -> bool:
    began = Sent.objects.filter(step=step).aggregate(first=Min("at"))["first"]
    return began is not None and began + timedelta(hours=step.winner_after_hours) <= at
