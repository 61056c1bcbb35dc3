"""What the treated did that those held out did not: bookings and revenue per guest, with how sure that is.

Everybody chosen counts in the arm he was dealt into, whether a message reached him or not: who cannot be reached, or
booked before his step came, would otherwise be missing in one arm only. He counts from the moment he was chosen until
the campaign's days are over for him, the same in both arms, and only once they are over: messages that merely hurry a
booking which would have come anyway bring nothing, and that shows at the end only. A guest chosen several times counts
once, with what he booked within any of those spans; one who is in both arms by a merge does not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from django.db import connection

from campaigns.models import Arm, Campaign, Step
from campaigns.rules.lift import Lift, Sample, difference

from .bookings import BOOKED_AT, STANDS, WORTH, may_be

BOOKING, CENT = Decimal(1), Decimal("0.01")
# Of the guests treated, those who came to the first step; fewer, and its wordings cannot be held against the holdout.
ENOUGH: Final = Decimal("0.98")

ARMS = f"""
WITH worth AS ({WORTH}),
chosen AS MATERIALIZED (
    SELECT coalesce(g.merged_into_id, g.id) AS guest_id, e.arm, e.stay_id AS about, t.variant_id,
        e.enrolled_at AS since, e.enrolled_at + %(span)s AS until
    FROM campaigns_enrolment e JOIN guests_guest g ON g.id = e.guest_id
    LEFT JOIN campaigns_sent t ON t.enrolment_id = e.id AND t.step_id = %(first)s
    WHERE e.campaign_id = %(campaign)s
),
people AS (
    SELECT guest_id, min(arm) AS arm, min(arm) <> max(arm) AS is_mixed, bool_or(until <= %(at)s) AS is_over,
        CASE WHEN min(coalesce(variant_id, 0)) FILTER (WHERE until <= %(at)s)
            = max(coalesce(variant_id, 0)) FILTER (WHERE until <= %(at)s)
            THEN min(variant_id) FILTER (WHERE until <= %(at)s) END AS variant_id,
        min(until) AS first_until
    FROM chosen GROUP BY guest_id
),
booked AS (
    SELECT guest_id, count(*) AS bookings, sum(amount) AS revenue FROM (
        SELECT DISTINCT c.guest_id, s.id,
            greatest((s.room_revenue + s.other_revenue) * coalesce(w.worth, 0), 0) AS amount
        FROM chosen c JOIN stays_stay s ON s.guest_id = c.guest_id JOIN accounts_hotel h ON h.id = s.hotel_id
        LEFT JOIN worth w ON w.currency = s.currency
        WHERE c.until <= %(at)s AND {may_be("c.since", "c.until")} AND {STANDS} AND s.id IS DISTINCT FROM c.about
            AND {BOOKED_AT} BETWEEN c.since AND c.until
    ) stays GROUP BY guest_id
)
SELECT p.arm, p.variant_id, p.is_mixed, p.is_over, min(p.first_until), count(*),
    count(b.bookings), coalesce(sum(b.bookings), 0), coalesce(sum(b.bookings * b.bookings), 0),
    count(*) FILTER (WHERE b.revenue > 0), coalesce(sum(b.revenue), 0), coalesce(sum(b.revenue * b.revenue), 0)
FROM people p LEFT JOIN booked b USING (guest_id)
GROUP BY 1, 2, 3, 4
"""  # noqa: S608 (put together from constants)


@dataclass(frozen=True)
class Increment:
    """What the treated brought beyond what they would have without it; `unit` is what amounts are rounded to."""

    treated: Sample
    held_out: Sample
    lift: Lift
    unit: Decimal

    @property
    def total(self) -> Decimal | None:
        """The best guess, for all guests treated; None where nobody was held out."""
        return self._of_all(self.lift.estimate, self.unit)

    @property
    def low(self) -> Decimal | None:
        """The lower end of the interval, for all guests treated."""
        return self._end(self.lift.low)

    @property
    def high(self) -> Decimal | None:
        """The upper end of the interval, for all guests treated."""
        return self._end(self.lift.high)

    def _end(self, each: Decimal | None) -> Decimal | None:
        """Rounded to nothing it would contradict a verdict that says it is more: then to a tenth of the unit."""
        return self._of_all(each, self.unit) or self._of_all(each, self.unit / 10)

    def _of_all(self, each: Decimal | None, unit: Decimal) -> Decimal | None:
        if each is None:
            return None
        return (each * self.treated.guests).quantize(unit, ROUND_HALF_EVEN) + 0  # no "-0"


@dataclass(frozen=True)
class Comparison:
    """Treated against held out, among the guests whose days are over; revenue in the programme's currency."""

    bookings: Increment
    revenue: Increment


@dataclass(frozen=True)
class Group:
    """Guests of one arm who share the wording they got first, and whether their days are over."""

    arm: str
    variant_id: int | None
    is_mixed: bool
    is_over: bool
    first_until: datetime
    guests: int
    bookings: Sample
    revenue: Sample

    @property
    def counts(self) -> bool:
        """Whether they are compared."""
        return self.is_over and not self.is_mixed


@dataclass(frozen=True)
class Arms:
    """The guests of a campaign, as they are compared."""

    groups: Sequence[Group]

    @property
    def guests(self) -> int:
        """Everybody, each person once."""
        return sum(group.guests for group in self.groups)

    @property
    def over(self) -> int:
        """Whose days are over, of both arms: the guests that are compared."""
        return sum(group.guests for group in self.groups if group.counts)

    @property
    def mixed(self) -> int:
        """Who is in both arms since two profiles became one."""
        return sum(group.guests for group in self.groups if group.is_mixed)

    @property
    def still_open(self) -> int:
        """Whose days are not over yet."""
        return sum(group.guests for group in self.groups if not group.is_over and not group.is_mixed)

    @property
    def known_from(self) -> datetime | None:
        """When the days of the first of them are over; None where all are."""
        waiting = (group.first_until for group in self.groups if not group.is_over and not group.is_mixed)
        return min(waiting, default=None)

    @property
    def whole(self) -> Comparison:
        """All treated against all held out."""
        return compare(self._of(Arm.TREATED), self._of(Arm.HOLDOUT))

    @property
    def is_early(self) -> bool:
        """Whether some are held out, and nobody's days are over: there is nobody to compare yet."""
        is_split = any(group.arm == Arm.HOLDOUT for group in self.groups)
        return is_split and self.known_from is not None and not self.over

    def of(self, variant_id: int) -> Comparison | None:
        """Who got this wording of the first step against all held out; None where too many never came to that step."""
        treated = self._of(Arm.TREATED)
        came = sum(group.guests for group in treated if group.variant_id is not None)
        if not came or came < ENOUGH * sum(group.guests for group in treated):
            return None
        return compare([group for group in treated if group.variant_id == variant_id], self._of(Arm.HOLDOUT))

    def _of(self, arm: Arm) -> list[Group]:
        return [group for group in self.groups if group.counts and group.arm == arm]


def compare(treated: Iterable[Group], held_out: Iterable[Group]) -> Comparison:
    """Two sets of guests, by ``campaigns.rules.lift``."""
    first, second = list(treated), list(held_out)
    bookings = _together(group.bookings for group in first), _together(group.bookings for group in second)
    revenue = _together(group.revenue for group in first), _together(group.revenue for group in second)
    return Comparison(_increment(*bookings, unit=BOOKING), _increment(*revenue, unit=CENT))


def _increment(treated: Sample, held_out: Sample, *, unit: Decimal) -> Increment:
    return Increment(treated, held_out, difference(treated, held_out), unit)


def span(campaign: Campaign, steps: Sequence[Step]) -> timedelta:
    """How long a guest counts: until the last step, and then as many days as a booking counts after a message."""
    days = sum(step.after_days for step in steps[1:]) + max(campaign.click_days, campaign.delivery_days)
    hours = sum(step.winner_after_hours for step in steps if step.picks_winner_by and not campaign.is_automatic)
    return timedelta(days=days, hours=hours)


def arms(campaign: Campaign, steps: Sequence[Step], *, home: str, at: datetime) -> Arms:
    """The guests of `campaign` by arm and first wording, with what they booked by `at`; one query.

    Revenue is in `home`, the programme's currency; of a currency without a rate it is nothing, and below zero it is
    nothing either.
    """
    values: Mapping[str, Any] = {
        "campaign": campaign.pk,
        "first": steps[0].pk if steps else None,
        "span": span(campaign, steps),
        "home": home,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(ARMS, values)
        return Arms([_group(row) for row in cursor.fetchall()])


def _group(row: Sequence[Any]) -> Group:
    arm, variant, is_mixed, is_over, until, guests, *sums = row
    return Group(arm, variant, is_mixed, is_over, until, guests, Sample(guests, *sums[:3]), Sample(guests, *sums[3:]))


def _together(samples: Iterable[Sample]) -> Sample:
    rows = list(samples)
    return Sample(
        sum(row.guests for row in rows),
        sum(row.active for row in rows),
        sum((row.total for row in rows), Decimal(0)),
        sum((row.squares for row in rows), Decimal(0)),
    )
