"""What a run of occasions would do, told per campaign; by the statements that run, and nothing is written."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from campaigns.models import Campaign
from campaigns.running.choosing import chosen
from campaigns.running.dry_run import DryRun, dry_run

from .registry import OCCASIONS

SAMPLES = 5
COUNT = """
SELECT count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM campaigns_enrolment e
    WHERE e.campaign_id = %(campaign)s AND e.guest_id = c.guest_id AND e.key = c.key
))
FROM (SELECT DISTINCT guest_id, key FROM ({rows}) r) c
"""
FIRST = """
SELECT g.number, c.key, c.due_at, c.expires_at, c.arm
FROM ({chosen}) c JOIN guests_guest g ON g.id = c.guest_id ORDER BY c.due_at, g.number LIMIT %(samples)s
"""


@dataclass(frozen=True)
class Sample:
    """A guest whose turn it is: the number, the key, since when and until when, and the arm."""

    number: int
    key: str
    due_at: datetime
    expires_at: datetime
    arm: str


@dataclass(frozen=True)
class Told:
    """Of one campaign: for how many its occasion is at hand, how many of those are in it already; what of the others.

    `would` says how many of them are held out, get what, or do not and why; `samples` are the first of them.
    """

    campaign: Campaign
    due: int
    enrolled: int
    would: DryRun
    samples: list[Sample]

    @property
    def outside(self) -> int:
        """How many are not in its audience, or may not be used."""
        return self.due - self.enrolled - self.would.chosen


def tell(campaign: Campaign, *, at: datetime) -> Told:
    """What a run at `at` would do for `campaign`, whatever its state.

    Raises `BadRule`, or `UnfitMessageError` with what keeps its first message from being one.
    """
    rows = OCCASIONS[campaign.occasion].due(campaign, at=at)
    choice = chosen(campaign, rows, at=at)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows=rows.text()), {"campaign": campaign.pk})
        due, enrolled = cursor.fetchone()
        cursor.execute(FIRST.format(chosen=choice.sql), {**choice.params, "samples": SAMPLES})
        samples = [Sample(*row) for row in cursor.fetchall()]
    return Told(campaign, due, enrolled, dry_run(campaign, at=at), samples)
