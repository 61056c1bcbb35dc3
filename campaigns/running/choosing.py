"""Who comes into a campaign: an audience once, or whoever an occasion names, again and again.

One statement says who is chosen; ``enrol`` writes its rows down and ``dry_run`` only reads them, so they cannot differ.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from campaigns.models import Campaign, CampaignState, Segment
from campaigns.segments.compiling import guests_of
from guests.models import Guest

from .arms import PLACES, arm_sql, place_sql, test_salt, waits_for_winner

ONCE = "once"  # the occasion of a one-off
MEMORY = "128MB"  # for a step of the statement about many guests


@dataclass(frozen=True)
class Rows:
    """A SELECT of ``guest_id, key, due_at, expires_at, stay_id``, in this order, with its parameters.

    Of an occasion: `key` (up to 60 signs) names it for the guest, `expires_at` ends its grace, `stay_id` is what it is
    about or NULL. Percent signs in `sql` are doubled, as in any statement with parameters. Audience, exclusions and
    profiles that may not be used are not its business: `chosen` narrows it.
    """

    sql: str
    params: Mapping[str, Any] | Sequence[Any] = ()

    def text(self) -> str:
        """The statement with its parameters in it, to stand inside another one with parameters."""
        with connection.cursor() as cursor:
            written: bytes = cursor.mogrify(self.sql, self.params)
        return written.decode().replace("%", "%%")


# Of each guest and key one row, not in the campaign yet and not too late, with the arm and whether variants are tried.
CHOSEN = """
SELECT DISTINCT ON (c.guest_id, c.key) c.guest_id, c.key, c.stay_id,
    least(c.expires_at, %(ends)s::timestamptz) AS expires_at, {arm} AS arm,
    c.due_at + CASE WHEN {tried} THEN interval '0' ELSE %(wait)s::interval END AS due_at
FROM ({rows}) c (guest_id, key, due_at, expires_at, stay_id)
JOIN guests_guest g ON g.id = c.guest_id
    AND g.merged_into_id IS NULL AND g.erased_at IS NULL AND g.restricted_at IS NULL
WHERE (c.expires_at IS NULL OR c.expires_at > %(at)s) {among}
    AND NOT EXISTS (
        SELECT FROM campaigns_enrolment e
        WHERE e.campaign_id = %(campaign)s AND e.guest_id = c.guest_id AND e.key = c.key
    )
ORDER BY c.guest_id, c.key
"""
ENROL = """
WITH chosen AS MATERIALIZED ({chosen}),
entered AS (
    INSERT INTO campaigns_enrolment
        (campaign_id, guest_id, key, arm, stay_id, enrolled_at, expires_at, due_at, next_order)
    SELECT %(campaign)s, guest_id, key, arm, stay_id, %(at)s, expires_at, CASE arm WHEN 'treated' THEN due_at END,
        %(first)s
    FROM chosen
    ON CONFLICT (campaign_id, guest_id, key) DO NOTHING
    RETURNING arm
)
SELECT arm, count(*) FROM entered GROUP BY arm
"""


@dataclass(frozen=True)
class Choice:
    """The statement that says who is chosen, and its parameters."""

    sql: str
    params: Mapping[str, Any]


def audience(campaign: Campaign, *, today: date) -> "QuerySet[Guest]":
    """The guests `campaign` is for on `today`: its segment, or all, without those of the excluded segments.

    A guest whose data may not be used is in no audience.
    """
    guests = Guest.objects.current().filter(erased_at=None, restricted_at=None)
    if campaign.segment is not None:
        guests = guests.filter(pk__in=_ids(campaign.segment, today))
    for segment in campaign.excluded.order_by("pk"):
        guests = guests.exclude(pk__in=_ids(segment, today))
    return guests


def once(campaign: Campaign, *, at: datetime) -> Rows:
    """The whole audience, due now or when the campaign starts: the rows of a one-off."""
    due = max(at, campaign.starts_at) if campaign.starts_at else at
    try:
        query, params = (
            audience(campaign, today=campaign.hotel.today(at)).order_by().values("pk").query.sql_with_params()
        )
    except EmptyResultSet:
        query, params = "SELECT NULL::bigint WHERE false", ()
    sql = f"SELECT id, '{ONCE}', %s::timestamptz, NULL::timestamptz, NULL::bigint FROM ({query}) a (id)"  # noqa: S608
    return Rows(sql, (due, *params))


def chosen(campaign: Campaign, rows: Rows, *, at: datetime) -> Choice:
    """Of `rows` those that `campaign` does not have yet: guest, key, stay, expiry, arm and when the first step is due.

    Of an automatic campaign only guests of its audience as it is at `at`.
    """
    step = campaign.steps.order_by("order").first()
    waits = step is not None and waits_for_winner(campaign, step)
    params = {
        "campaign": campaign.pk,
        "at": at,
        "ends": campaign.ends_at,
        "salt": campaign.salt,
        "percent": campaign.holdout_percent,
        "first": step.order if step else 0,
        "test": test_salt(campaign, step) if step else "",
        "tested": (step.test_percent if step and waits else 100) * PLACES // 100,
        "wait": timedelta(hours=step.winner_after_hours if step else 0),
    }
    shape = {
        "arm": arm_sql("%(salt)s", "c.guest_id", "%(percent)s"),
        "tried": f"{place_sql('%(test)s', 'c.guest_id')} < %(tested)s" if waits else "true",
        "among": _among(campaign, at),
        "rows": rows.text(),
    }
    return Choice(CHOSEN.format(**shape), params)


@transaction.atomic
def enrol(campaign: Campaign, rows: Rows, *, at: datetime) -> Counter[str]:
    """Take whoever `rows` names into `campaign`, each guest once for each key, and return how many came by arm.

    Whoever asks how often: who is in it stays as they are. A campaign that does not run, or is over, takes nobody in.
    """
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if row.state != CampaignState.RUNNING or (row.ends_at is not None and row.ends_at <= at):
        return Counter()
    choice = chosen(row, rows, at=at)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '{MEMORY}'")
        cursor.execute(ENROL.format(chosen=choice.sql), choice.params)
        return Counter(dict(cursor.fetchall()))


def _among(campaign: Campaign, at: datetime) -> str:
    """A one-off's rows are its audience already."""
    if not campaign.is_automatic or (campaign.segment is None and not campaign.excluded.exists()):
        return ""
    try:
        query, params = (
            audience(campaign, today=campaign.hotel.today(at)).order_by().values("pk").query.sql_with_params()
        )
    except EmptyResultSet:
        return "AND false"
    return f"AND c.guest_id IN ({Rows(query, params).text()})"


def _ids(segment: Segment, today: date) -> "QuerySet[Guest, Any]":
    return guests_of(segment.rule, today=today).order_by().values("pk")
