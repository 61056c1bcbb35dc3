"""What matters now, in words: the few changes worth a manager's minute, the most telling first.

Each rule looks at the reading and says one sentence or nothing. The thresholds say what counts as a change.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hotelcrm.frame import formats
from stays.figures import Core

from .reading import ChannelFigures, Reading

MOST = 4
RETENTION_MOVED = Decimal("0.03")
SHARE_MOVED = Decimal("0.02")
REVPAR_MOVED = Decimal("0.05")
# Half of a loss in so small a part of those who left is a list to work through, not weather.
CONCENTRATED = Decimal("0.25")
ENOUGH_GUESTS = 30
ENOUGH_ARRIVALS = 20
FEW_BRIEFED = Decimal("0.5")
ENOUGH_BOOKINGS = Decimal("0.05")


@dataclass(frozen=True)
class Sentence:
    """`lead` is what happened, `rest` what is behind it. `shows_left` offers the list of the guests who left."""

    tone: Literal["good", "bad", "plain"]
    is_rise: bool
    lead: str
    rest: str
    shows_left: bool = False
    core: int = 0  # of those who left, how many make up half of the loss; 0 where that is no list to work through

    @property
    def icon(self) -> str:
        """An arrow for what moved, a lamp for what is merely worth knowing."""
        if self.tone == "plain":
            return "lightbulb"
        return "arrow-up-right" if self.is_rise else "arrow-down-right"


def sentences(reading: Reading) -> list[Sentence]:
    """At most four sentences, in the language of the page; none when there is nothing to say."""
    rules: tuple[Callable[[Reading], Sentence | None], ...] = (
        _retention,
        _revpar,
        _direct,
        _cancellations,
        _repeat,
        _channels,
        _briefs,
    )
    return [said for rule in rules if (said := rule(reading)) is not None][:MOST]


def points(change: Decimal) -> str:
    """A difference of two ratios in percentage points, with its sign."""
    return f"{'+' if change > 0 else '−' if change < 0 else '±'}{formats.number(abs(change) * 100, 1)}"


def _retention(reading: Reading) -> Sentence | None:
    now, before = reading.now.retention, reading.before.retention
    if now.by_revenue is None or now.headcount is None:
        return None
    heads = formats.percent(now.headcount, 0)
    change = now.by_revenue - before.by_revenue if before.by_revenue is not None else None
    if change is None or before.headcount is None or before.by_revenue is None:
        lead = _("Revenue retention is %(now)s") % {"now": formats.percent(now.by_revenue, 0)}
        rest = _("headcount retention %(now)s") % {"now": heads}
        return _of_loss(reading, Sentence("plain", is_rise=False, lead=lead, rest=rest))
    if abs(change) < RETENTION_MOVED:
        return None
    heads_moved = abs(now.headcount - before.headcount) >= SHARE_MOVED
    template = (
        _("and headcount retention went from %(before)s to %(now)s")
        if heads_moved
        else _("while headcount retention hardly moved (%(before)s → %(now)s)")
    )
    rest = template % {"before": formats.percent(before.headcount, 0), "now": heads}
    lead = _moved(_("Revenue retention"), before.by_revenue, now.by_revenue)
    if change > 0:
        return Sentence("good", is_rise=True, lead=lead, rest=rest, shows_left=now.lost > 0)
    return _of_loss(reading, Sentence("bad", is_rise=False, lead=lead, rest=rest))


def _of_loss(reading: Reading, said: Sentence) -> Sentence:
    """`said` with whose leaving made up the loss, and their list when they are few enough for one."""
    core, lost = reading.core, reading.now.retention.lost
    if not lost:
        return said
    if core is None or core.size > max(Decimal(1), lost * CONCENTRATED):
        text = ngettext(
            "the loss is spread over %(number)s guest", "the loss is spread over %(number)s guests", lost
        ) % {"number": formats.number(lost)}
        return replace(said, rest=_joined(said.rest, text), shows_left=lost > 0)
    return replace(said, rest=_joined(said.rest, _core(core)), shows_left=True, core=core.size)


def _core(core: Core) -> str:
    values = {"number": formats.number(core.size), "companies": formats.number(core.of_companies)}
    if core.of_companies == core.size:
        text = ngettext(
            "half of the revenue that did not come again was that of %(number)s company guest",
            "half of the revenue that did not come again was that of %(number)s company guests",
            core.size,
        )
    elif core.of_companies * 2 > core.size:
        text = _(
            "half of the revenue that did not come again was that of %(number)s guests, "
            "%(companies)s of them of companies"
        )
    else:
        text = ngettext(
            "half of the revenue that did not come again was that of %(number)s guest",
            "half of the revenue that did not come again was that of %(number)s guests",
            core.size,
        )
    return text % values


def _joined(first: str, second: str) -> str:
    return _("%(statement)s: %(reason)s") % {"statement": first, "reason": second}


def _moved(what: str, before: Decimal, now: Decimal, *, places: int = 0) -> str:
    template = (
        _("%(what)s rose from %(before)s to %(now)s") if now > before else _("%(what)s fell from %(before)s to %(now)s")
    )
    return template % {"what": what, "before": formats.percent(before, places), "now": formats.percent(now, places)}


def _revpar(reading: Reading) -> Sentence | None:
    now, before = reading.now.house, reading.before.house
    if (
        not now.revpar
        or not before.revpar
        or not now.adr
        or not before.adr
        or not now.occupancy
        or not before.occupancy
    ):
        return None
    change = now.revpar / before.revpar - 1
    if abs(change) < REVPAR_MOVED:
        return None
    by_rate, by_rooms = now.adr / before.adr - 1, now.occupancy / before.occupancy - 1
    causes = {
        "rate": _("mostly by price: ADR %(rate)s, occupancy %(rooms)s points"),
        "rooms": _("mostly by occupancy: %(rooms)s points, ADR %(rate)s"),
    }
    template = (
        _("RevPAR rose from %(before)s to %(now)s") if change > 0 else _("RevPAR fell from %(before)s to %(now)s")
    )
    currency = reading.scope.currency
    return Sentence(
        "good" if change > 0 else "bad",
        is_rise=change > 0,
        lead=template % {"before": _round(before.revpar, currency), "now": _round(now.revpar, currency)},
        rest=causes["rate" if abs(by_rate) >= abs(by_rooms) else "rooms"]
        % {"rate": f"{points(by_rate)}%", "rooms": points(now.occupancy - before.occupancy)},
    )


def _round(amount: Decimal, currency: str) -> str:
    return formats.money(round(amount), currency)


def _direct(reading: Reading) -> Sentence | None:
    now, before = reading.now.direct_share, reading.before.direct_share
    if now is None or before is None or abs(now - before) < SHARE_MOVED:
        return None
    side = reading.now
    return Sentence(
        "good" if now > before else "bad",
        is_rise=now > before,
        lead=_moved(_("Direct share"), before, now),
        rest=_("of room revenue; commissions took %(amount)s (%(share)s)")
        % {
            "amount": _round(side.commission, reading.scope.currency),
            "share": formats.percent(side.commission / side.house.revenue) if side.house.revenue else "–",
        },
    )


def _cancellations(reading: Reading) -> Sentence | None:
    now, before = reading.now.bookings.lost_rate, reading.before.bookings.lost_rate
    if now is None or before is None or abs(now - before) < SHARE_MOVED:
        return None
    enough = [b for b in reading.lead_buckets if b.bookings >= reading.now.bookings.all * ENOUGH_BOOKINGS]
    worst = max(enough, key=lambda bucket: bucket.lost_rate or Decimal(0), default=None)
    rest = ""
    if worst and worst.lost_rate:
        rest = _("most of all those booked more than %(days)s days ahead (%(share)s)") % {
            "days": formats.number(max(worst.above, 0)),
            "share": formats.percent(worst.lost_rate, 0),
        }
    lead = _moved(_("Cancelled and no-show bookings"), before, now)
    return Sentence("bad" if now > before else "good", is_rise=now > before, lead=lead, rest=rest)


def _repeat(reading: Reading) -> Sentence | None:
    now, before = reading.now.repeat_rate, reading.before.repeat_rate
    if now is None or before is None or abs(now - before) < SHARE_MOVED:
        return None
    rest = _("%(repeaters)s of %(guests)s guests stayed twice or more") % {
        "repeaters": formats.number(reading.now.repeaters),
        "guests": formats.number(reading.now.guests),
    }
    tone: Literal["good", "bad"] = "good" if now > before else "bad"
    return Sentence(tone, is_rise=now > before, lead=_moved(_("Repeat rate"), before, now, places=1), rest=rest)


def _channels(reading: Reading) -> Sentence | None:
    known = [c for c in reading.channels if c.loyalty and c.loyalty.guests >= ENOUGH_GUESTS]
    if len(known) < 2:  # noqa: PLR2004 (a comparison takes two)
        return None

    def rate(channel: ChannelFigures) -> Decimal:
        return channel.repeat_rate or Decimal(0)

    best, worst = max(known, key=rate), min(known, key=rate)
    if rate(best) - rate(worst) < SHARE_MOVED:
        return None
    return Sentence(
        "plain",
        is_rise=True,
        lead=_("Guests who first came by %(channel)s stay again most often") % {"channel": best.channel.name},
        rest=_("%(best)s of them; of those who came by %(channel)s only %(worst)s")
        % {
            "best": formats.percent(rate(best), 0),
            "channel": worst.channel.name,
            "worst": formats.percent(rate(worst), 0),
        },
    )


def _briefs(reading: Reading) -> Sentence | None:
    """That few check-in briefs are opened, once a house opens any: one that never did is told so by its own figures."""
    staff, before = reading.now.staff, reading.before.staff
    if (
        not before.briefed
        or staff.arrivals < ENOUGH_ARRIVALS
        or staff.briefed_share is None
        or staff.briefed_share >= FEW_BRIEFED
    ):
        return None
    return Sentence(
        "plain",
        is_rise=False,
        lead=_("Check-in briefs were opened before %(share)s of arrivals")
        % {"share": formats.percent(staff.briefed_share, 0)},
        rest=_("%(briefed)s of %(arrivals)s with a known guest")
        % {"briefed": formats.number(staff.briefed), "arrivals": formats.number(staff.arrivals)},
    )
