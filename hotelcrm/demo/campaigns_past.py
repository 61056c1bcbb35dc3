"""Campaigns on days that are past: as the beat and the worker would have had it then.

Who is chosen, dealt, judged and given a voucher goes through the functions that do so every day, many days at a time;
then each row is given the hour that it would have had.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from django.db import connection

from campaigns.models import Campaign, Enrolment, Step, Variant
from campaigns.occasions.occasion import HOUR, Asked
from campaigns.occasions.registry import OCCASIONS
from campaigns.running.arms import variant_place
from campaigns.running.choosing import Rows, enrol
from campaigns.running.sending import send
from campaigns.running.stepping import Course, course_of
from stays.models import StayStatus

from .messages import USUAL, Fate, leave, waiting

ROUND: Final = 14  # days that are chosen and written to together
WORKED: Final = timedelta(hours=2)  # how long after it was due a message has gone out for sure

Fates = Mapping[str, Fate]

# Everybody at nine and some minutes, by the clock of the house; not who was unknown then.
NAMED: Final = """
SELECT n.guest_id, n.key, d.due_at, d.due_at + %(grace)s::interval, n.stay_id
FROM ({named}) n (guest_id, key, day, until, stay_id)
JOIN guests_guest g ON g.id = n.guest_id
CROSS JOIN LATERAL (
    SELECT (n.day + %(hour)s::time) AT TIME ZONE %(zone)s + (n.guest_id %% 600) * interval '1 second'
) d (due_at)
WHERE n.day BETWEEN %(first)s AND %(last)s AND d.due_at <= %(until)s AND g.created_at < d.due_at
"""
# Of silence the facts know that of today alone: who has come again since is asked of the stays.
SILENT: Final = f"""
SELECT s.guest_id, s.departure::text, s.departure + %(silent)s, NULL::date, NULL::bigint
FROM stays_stay s
WHERE s.status = '{StayStatus.CHECKED_OUT.value}' AND s.guest_id IS NOT NULL
    AND s.departure BETWEEN %(first)s::date - %(silent)s AND %(last)s::date - %(silent)s
    AND NOT EXISTS (
        SELECT FROM stays_stay n WHERE n.guest_id = s.guest_id AND n.departure > s.departure
            AND n.booked_on <= s.departure + %(silent)s AND n.status <> '{StayStatus.CANCELLED.value}'
    )
"""  # noqa: S608 (constants)
ENTERED: Final = """
UPDATE campaigns_enrolment SET enrolled_at = expires_at - %(grace)s::interval
WHERE campaign_id = %(campaign)s AND enrolled_at = %(at)s
"""
MET: Final = """
UPDATE campaigns_enrolment e SET due_at = NULL, ended_at = e.due_at, ended_because = 'goal'
WHERE e.campaign_id = %(campaign)s AND e.next_order = %(order)s AND e.due_at <= %(until)s AND EXISTS (
    SELECT FROM stays_stay s
    WHERE s.guest_id = e.guest_id AND s.id IS DISTINCT FROM e.stay_id
        AND s.status IN ('booked', 'in_house', 'checked_out')
        AND s.booked_on > (e.enrolled_at AT TIME ZONE %(zone)s)::date
        AND s.booked_on < (e.due_at AT TIME ZONE %(zone)s)::date
)
"""
DUE: Final = """
SELECT id, guest_id, key, stay_id, due_at, expires_at FROM campaigns_enrolment
WHERE campaign_id = %(campaign)s AND next_order = %(order)s AND due_at <= %(until)s ORDER BY due_at, id
"""
TAKEN: Final = """
UPDATE campaigns_sent s SET at = e.due_at FROM campaigns_enrolment e
WHERE e.id = s.enrolment_id AND s.step_id = %(step)s AND e.id = ANY(%(ids)s)
"""
GIVEN: Final = """
UPDATE loyalty_voucher v SET issued_at = s.at, valid_from = d.day, valid_until = v.valid_until + (d.day - v.valid_from)
FROM campaigns_sent s CROSS JOIN LATERAL (SELECT (s.at AT TIME ZONE %(zone)s)::date) d (day)
WHERE v.id = s.voucher_id AND s.step_id = %(step)s AND s.enrolment_id = ANY(%(ids)s)
"""
# The gate knows the latest answer: who gave it only afterwards had not agreed by then.
UNHEARD: Final = """
UPDATE outbox_message m SET state = 'cancelled', reason = 'no_consent'
WHERE m.id = ANY(%(ids)s) AND m.purpose <> 'service' AND NOT EXISTS (
    SELECT FROM guests_consent c
    WHERE c.guest_id = m.guest_id AND c.purpose = m.purpose AND c.decision = 'given' AND c.at <= m.due_at
)
RETURNING m.id
"""
WENT_ON: Final = """
UPDATE campaigns_enrolment SET next_order = %(next)s, due_at = due_at + %(after)s::interval,
    expires_at = CASE WHEN expires_at <= due_at + %(after)s::interval THEN expires_at + %(after)s::interval
        ELSE expires_at END
WHERE id = ANY(%(ids)s)
"""
DONE: Final = """
UPDATE campaigns_enrolment SET due_at = NULL, ended_at = due_at, ended_because = 'done' WHERE id = ANY(%(ids)s)
"""


class Due(NamedTuple):
    """An enrolment that comes to a step, as `campaigns.running.sending` wants to know of it."""

    id: int
    guest_id: int
    key: str
    stay_id: int | None
    due_at: datetime
    expires_at: datetime | None


def live(campaign: Campaign, first: date, *, until: datetime, fate: Fate = USUAL) -> None:
    """Let an automatic campaign have run from `first` on, a day of its hotel, until shortly before `until`."""
    last, end = campaign.hotel.today(until), first
    while first <= last:
        end = min(first + timedelta(days=ROUND - 1), last)
        _enter(campaign, first, end, until=until)
        evening = datetime.combine(end, time(21), campaign.hotel.zone)
        take(campaign, until=min(evening, until), fates=MappingProxyType({"": fate}))
        first = end + timedelta(days=1)


def take(campaign: Campaign, *, until: datetime, fates: Fates = MappingProxyType({})) -> None:
    """Take the steps of `campaign` that were due by `until`, and let what was sent have gone out.

    Whoever has booked meanwhile leaves. Conditions of steps are not asked: past campaigns of the demo have none.
    """
    course = course_of(campaign)
    for order, step in course.steps.items():
        _execute(MET, campaign=campaign.pk, order=order, until=until, zone=campaign.hotel.time_zone)
        due = _due(campaign, order, until)
        if due:
            _send(course, step, due)
            _go_on(course, order, due)
    go_out(campaign, until=until, fates=fates)


def go_out(campaign: Campaign, *, until: datetime, fates: Fates = MappingProxyType({})) -> None:
    """Let what waits of `campaign` have gone out that was due some time before `until`."""
    mailed = Variant.objects.filter(step__campaign=campaign, mailing__isnull=False).select_related("mailing")
    for variant in mailed.order_by("step__order", "name"):
        if variant.mailing is not None:
            fate = fates.get(variant.name) or fates.get("") or USUAL
            ids = waiting(variant.mailing, until - WORKED)
            leave(variant.mailing, _agreed(ids), fate=fate)


def _enter(campaign: Campaign, first: date, last: date, *, until: datetime) -> None:
    """Choose those whose day it was."""
    occasion, at = OCCASIONS[campaign.occasion], datetime.combine(first, time(), campaign.hotel.zone)
    asked = Asked(campaign, at, occasion.days_of(campaign), first, last)
    values: dict[str, Any] = {
        "at": at,
        "first": first,
        "last": last,
        "days": asked.days,
        "hotel": campaign.hotel_id,
        "today": first,
        "zone": campaign.hotel.time_zone,
        "grace": occasion.grace,
        "hour": HOUR,
        "until": until - WORKED,
        **occasion.more(asked),
    }
    named = SILENT if campaign.occasion == "dormancy" else occasion.sql
    enrol(campaign, Rows(NAMED.format(named=named), values), at=at)
    _execute(ENTERED, campaign=campaign.pk, at=at, grace=occasion.grace)


def _due(campaign: Campaign, order: int, until: datetime) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"campaign": campaign.pk, "order": order, "until": until})
        return [Due(*row) for row in cursor.fetchall()]


def _send(course: Course, step: Step, due: Sequence[Due]) -> None:
    campaign, variants = course.campaign, course.variants[step.order]
    dealt: dict[int, list[Due]] = {}
    for one in due:
        dealt.setdefault(variant_place(campaign, step, variants, one.guest_id), []).append(one)
    going: list[tuple[Variant, Sequence[Due]]] = [(variants[place], dealt[place]) for place in sorted(dealt)]
    send(campaign, step, going, at=due[0].due_at)
    ids = [one.id for one in due]
    _execute(TAKEN, step=step.pk, ids=ids)
    _execute(GIVEN, step=step.pk, ids=ids, zone=campaign.hotel.time_zone)


def _go_on(course: Course, order: int, due: Sequence[Due]) -> None:
    following, ids = course.after(order), [one.id for one in due]
    if following is None:
        _execute(DONE, ids=ids)
    else:
        _execute(WENT_ON, ids=ids, next=following.order, after=timedelta(days=following.after_days))


def _agreed(ids: Sequence[int]) -> list[int]:
    """Those of these messages whose guests had agreed by then; the others are refused."""
    with connection.cursor() as cursor:
        cursor.execute(UNHEARD, {"ids": list(ids)})
        unheard = {pk for (pk,) in cursor.fetchall()}
    return [pk for pk in ids if pk not in unheard]


def last_day(campaign: Campaign) -> date | None:
    """The last day on which anybody was chosen; None: nobody ever was."""
    newest = Enrolment.objects.filter(campaign=campaign).order_by("-enrolled_at").first()
    return campaign.hotel.today(newest.enrolled_at) if newest else None


def _execute(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
