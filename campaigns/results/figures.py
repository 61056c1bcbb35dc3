"""What came of a campaign, of each step and of each wording: messages, bookings, vouchers, cost, and lift.

Amounts are in the programme's currency, by today's rates. A booking credited to a message (``attributing``) and one
that would not be there without the campaign (``comparing``) are two things: most guests who read an offer and then book
would have booked anyway.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from campaigns.models import Campaign, Enrolment, Step, Variant
from hotelcrm.outbox.models import Reason, State
from hotelcrm.outbox.models.message import GONE
from loyalty.models import Programme

from .bookings import STANDS, WORTH
from .comparing import CENT, Arms, Comparison, arms

MESSAGES = """
SELECT t.variant_id, coalesce(m.state, ''), coalesce(m.reason, ''), count(*),
    count(*) FILTER (WHERE m.state = 'delivered'), count(m.opened_at), count(m.clicked_at), count(m.opted_out_at),
    count(v.id) FILTER (WHERE v.state <> 'void'), count(v.id) FILTER (WHERE v.state = 'redeemed'),
    coalesce(sum(y.cost) FILTER (WHERE v.state = 'redeemed'), 0)
FROM campaigns_sent t LEFT JOIN outbox_message m ON m.id = t.message_id
LEFT JOIN loyalty_voucher v ON v.id = t.voucher_id LEFT JOIN loyalty_vouchertype y ON y.id = v.type_id
WHERE t.variant_id = ANY(%(variants)s)
GROUP BY 1, 2, 3
"""
BOOKINGS = f"""
WITH worth AS ({WORTH})
SELECT c.variant_id, count(*), coalesce(sum((s.room_revenue + s.other_revenue) * w.worth), 0),
    count(*) FILTER (WHERE w.worth IS NULL)
FROM campaigns_conversion c JOIN stays_stay s ON s.id = c.stay_id LEFT JOIN worth w ON w.currency = s.currency
WHERE c.variant_id = ANY(%(variants)s) AND {STANDS}
GROUP BY 1
"""  # noqa: S608 (put together from constants)
# The account may be one that was joined to another since: it is found by everybody the guest has ever been.
POINTS = """
SELECT t.variant_id, sum(p.points)
FROM campaigns_sent t
CROSS JOIN LATERAL (SELECT g.id FROM guests_guest g WHERE g.id = t.guest_id OR g.merged_into_id = t.guest_id) g
JOIN loyalty_member m ON m.guest_id = g.id
JOIN loyalty_pointsentry p ON p.member_id = m.id AND p.key = 'campaign:' || t.variant_id || ':' || t.enrolment_id
WHERE t.variant_id = ANY(%(giving)s)
GROUP BY 1
"""
RATE = f"""
WITH worth AS ({WORTH})
SELECT w.worth FROM accounts_hotel h LEFT JOIN worth w ON w.currency = h.currency WHERE h.id = %(hotel)s
"""  # noqa: S608 (put together from constants)
CHOSEN = """
SELECT arm, ended_because, count(*) FROM campaigns_enrolment WHERE campaign_id = %(campaign)s GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Counts:
    """Numbers that add up over wordings and steps.

    `came` is how many came to the step; each of them is among `states` once, by the state of the message and the reason
    for it ("" and "" where the step gave no message). `sent` left the house or may have. `unpriced` bookings are in a
    currency without a rate, and bring nothing to `revenue`. `cost` is that of messages, of vouchers redeemed and of
    points given; `unknown_cost` messages cost something in a currency without a rate, and nothing here.
    """

    came: int = 0
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent: int = 0
    delivered: int = 0
    opened: int = 0
    clicked: int = 0
    opted_out: int = 0
    bookings: int = 0
    revenue: Decimal = Decimal(0)
    unpriced: int = 0
    vouchers: int = 0
    redeemed: int = 0
    points: int = 0
    cost: Decimal = Decimal(0)
    unknown_cost: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        names = [one.name for one in fields(self)]
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def refused(self) -> int:
        """How many the gate, or staff, kept back for good."""
        return self._of(State.CANCELLED)

    @property
    def held(self) -> int:
        """How many the gate holds for now: quiet hours, caps."""
        return self._of(State.HELD)

    @property
    def waiting(self) -> int:
        """How many are still on their way."""
        return self._of(State.QUEUED) + self._of(State.SENDING)

    @property
    def on_the_way(self) -> int:
        """How many may still be sent."""
        return self.held + self.waiting

    @property
    def opened_share(self) -> Decimal | None:
        """Of what was sent, how much was opened."""
        return self.share(self.opened)

    @property
    def clicked_share(self) -> Decimal | None:
        """Of what was sent, in how much a link was followed."""
        return self.share(self.clicked)

    @property
    def failed(self) -> int:
        """How many came to nothing on the road."""
        return self._of(State.FAILED)

    @property
    def reasons(self) -> list[tuple[str, str, int]]:
        """Why messages were kept back, held or failed: state and reason in words with their number, the most first."""
        states, words = dict(State.choices), dict(Reason.choices)
        rows = sorted(self.states.items(), key=lambda item: (-item[1], item[0]))
        return [(str(states[state]), str(words.get(why, why)), count) for (state, why), count in rows if why]

    def share(self, number: int) -> Decimal | None:
        """A part of what was sent, 0 to 1; None where nothing was."""
        return Decimal(number) / self.sent if self.sent else None

    def _of(self, state: str) -> int:
        return sum(count for (own, _why), count in self.states.items() if own == state)


@dataclass(frozen=True)
class VariantResults:
    """One wording. `comparison` with the holdout: of the first step only, see `Results`."""

    variant: Variant
    counts: Counts
    comparison: Comparison | None


@dataclass(frozen=True)
class StepResults:
    """One step, and its wordings by name."""

    step: Step
    variants: Sequence[VariantResults]

    @property
    def number(self) -> int:
        """As people count."""
        return self.step.order + 1

    @property
    def counts(self) -> Counts:
        """Its wordings together."""
        return total(variant.counts for variant in self.variants)


@dataclass(frozen=True)
class Results:
    """Everything about one campaign, amounts in `currency`.

    `chosen` are enrolments by arm and by why they ended; a guest may be chosen once for each occasion. A step after the
    first, and its wordings, cannot be held against the holdout: who books leaves, so that it is sent to those who had
    not, and nobody knows who of the holdout these would be.
    """

    campaign: Campaign
    currency: str
    chosen: Counter[tuple[str, str]]
    arms: Arms
    steps: Sequence[StepResults]

    @property
    def audience(self) -> int:
        """How often somebody was chosen, in both arms."""
        return self.chosen.total()

    @property
    def treated(self) -> int:
        """How often somebody was chosen to get it."""
        return self._of("treated")

    @property
    def held_out(self) -> int:
        """How often somebody was chosen to be held out."""
        return self._of("holdout")

    @property
    def exits(self) -> list[tuple[str, int]]:
        """Why those who get it are no longer in it, in words, the most first."""
        words = dict(Enrolment.Exit.choices)
        found = [
            (because, count) for (arm, because), count in self.chosen.most_common() if arm == "treated" and because
        ]
        return [(str(words.get(because, because)), count) for because, count in found]

    @property
    def counts(self) -> Counts:
        """All steps together; `came` is then the number of steps taken."""
        return total(step.counts for step in self.steps)

    @property
    def comparison(self) -> Comparison:
        """The whole campaign against its holdout."""
        return self.arms.whole

    def _of(self, arm: str) -> int:
        return sum(count for (own, _because), count in self.chosen.items() if own == arm)


def of(campaign: Campaign, *, at: datetime) -> Results:
    """What came of `campaign` by `at`; the same number of queries however many steps, wordings and guests it has."""
    home = Programme.current()
    named = Prefetch("variants", Variant.objects.select_related("template"))
    steps = list(campaign.steps.order_by("order").prefetch_related(named))
    variants = {step.pk: sorted(step.variants.all(), key=lambda one: one.name) for step in steps}
    every = [variant for some in variants.values() for variant in some]
    counted = _counted(campaign, every, home)
    found = arms(campaign, steps, home=home.currency, at=at)
    return Results(
        campaign,
        home.currency,
        Counter({(arm, because): count for arm, because, count in _rows(CHOSEN, campaign=campaign.pk)}),
        found,
        [
            StepResults(
                step,
                [
                    VariantResults(one, counted[one.pk], found.of(one.pk) if step == steps[0] else None)
                    for one in variants[step.pk]
                ],
            )
            for step in steps
        ],
    )


def total(counts: Iterable[Counts]) -> Counts:
    """Several as one."""
    return sum(counts, Counts())


def _counted(campaign: Campaign, variants: Sequence[Variant], home: Programme) -> Mapping[int, Counts]:
    """The numbers of each of `variants`; four queries."""
    pks = [variant.pk for variant in variants]
    [(worth,)] = _rows(RATE, home=home.currency, hotel=campaign.hotel_id)
    found: dict[int, Counts] = dict.fromkeys(pks, Counts())
    for pk, state, reason, count, *rest in _rows(MESSAGES, variants=pks):
        delivered, opened, clicked, opted_out, vouchers, redeemed, cost = rest
        found[pk] += Counts(
            came=count,
            states=Counter({(state, reason): count}),
            sent=count if state in GONE else 0,
            delivered=delivered,
            opened=opened,
            clicked=clicked,
            opted_out=opted_out,
            vouchers=vouchers,
            redeemed=redeemed,
            cost=cost,
        )
    for pk, bookings, revenue, unpriced in _rows(BOOKINGS, variants=pks, home=home.currency):
        found[pk] += Counts(bookings=bookings, revenue=_money(revenue), unpriced=unpriced)
    giving = [variant.pk for variant in variants if variant.points]
    for pk, points in _rows(POINTS, giving=giving):
        found[pk] += Counts(points=int(points), cost=_money(int(points) * home.cost_per_point))
    for variant in variants:
        found[variant.pk] += _postage(variant, found[variant.pk].sent, worth)
    return found


def _postage(variant: Variant, sent: int, worth: Decimal | None) -> Counts:
    """What the messages cost; `worth` is that of the hotel's currency, in which their price is."""
    if not variant.cost:
        return Counts()
    return Counts(unknown_cost=sent) if worth is None else Counts(cost=_money(variant.cost * sent * worth))


def _money(amount: Decimal) -> Decimal:
    return Decimal(amount).quantize(CENT, ROUND_HALF_EVEN)


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
