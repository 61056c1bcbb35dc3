"""The page of messages: what of ``outbox.queries.figures`` a manager reads first, as tiles, charts and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from hotelcrm.frame import formats
from hotelcrm.frame.charts import Chart, Series
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.queries.figures import Line, MessageFigures, Sums, total
from stays.figures import Period

from .drawings import month_names
from .scope import Scope
from .tiles import Tile, percent

MOST_DAYS = 62  # longer periods are drawn by month


@dataclass(frozen=True)
class Row:
    """One line of a table: a channel or a hotel."""

    label: str
    sums: Sums

    @property
    def delivered(self) -> Decimal | None:
        """Share delivered."""
        return self.sums.share(self.sums.delivered)

    @property
    def bounced(self) -> Decimal | None:
        """Share bounced."""
        return self.sums.share(self.sums.bounced)

    @property
    def opted_out(self) -> Decimal | None:
        """Share of those who opted out."""
        return self.sums.share(self.sums.opted_out)


def tiles(found: MessageFigures) -> list[Tile]:
    """Four figures at the top, in the language of the page."""
    whole = found.whole
    return [
        Tile(
            _("Messages handed over"),
            formats.number(whole.handed),
            under=_("%(n)s accepted by the provider") % {"n": formats.number(whole.accepted)},
            source=_("to guests, by the day they left the house"),
        ),
        Tile(
            _("Delivered"),
            percent(whole.share(whole.delivered)),
            under=_("%(n)s reported as delivered") % {"n": formats.number(whole.delivered)},
            source=_("reported by the provider / handed over; not every provider reports"),
        ),
        Tile(
            _("Bounced"),
            percent(whole.share(whole.bounced)),
            under=_("%(n)s addresses refused") % {"n": formats.number(whole.bounced)},
            source=_("the address does not exist / handed over"),
        ),
        Tile(
            _("Opted out"),
            percent(whole.share(whole.opted_out)),
            under=_("%(n)s guests said no by a message") % {"n": formats.number(whole.opted_out)},
            source=_("unsubscribed or reported as spam / handed over"),
        ),
    ]


def charts(found: MessageFigures, scope: Scope) -> list[Chart]:
    """Volume by day, or by month where the period is long."""
    parts = [*_parts(scope.period)]
    sums = [total(line.sums for line in found.lines if _within(line, part)) for part in parts]
    is_by_day = scope.period.days <= MOST_DAYS
    labels = _days(parts, scope) if is_by_day else month_names(parts, short=True)
    return [
        Chart(
            key="volume",
            title=_("Messages by day") if is_by_day else _("Messages by month"),
            along=_("Day") if is_by_day else _("Month"),
            labels=labels if found.lines else [],
            series=[
                Series(_("Handed over"), [one.handed for one in sums]),
                Series(_("Delivered"), [one.delivered for one in sums], kind="line"),
                Series(_("Bounced"), [one.bounced for one in sums], kind="line"),
                Series(_("Opted out"), [one.opted_out for one in sums], kind="line"),
            ],
        )
    ]


def _days(parts: Sequence[Period], scope: Scope) -> list[str]:
    """Short, for many stand below a drawing that may be a phone's width: the year only where it is another one."""
    return [formats.span(part.start, part.start, today=scope.today) for part in parts]


def _parts(period: Period) -> Iterator[Period]:
    if period.days > MOST_DAYS:
        yield from period.by_month()
        return
    for number in range(period.days):
        day = period.start + timedelta(days=number)
        yield Period(day, day + timedelta(days=1))


def _within(line: Line, part: Period) -> bool:
    return part.start <= line.on < part.end


def by_channel(found: MessageFigures) -> list[Row]:
    """A row for each channel in use."""
    sums = found.by(lambda line: line.channel)
    return [Row(str(road.label), sums[road.value]) for road in Road if road.value in sums]


def by_hotel(found: MessageFigures, scope: Scope) -> list[Row]:
    """A row for each hotel of the scope that wrote something."""
    sums = found.by(lambda line: line.hotel_id)
    return [Row(hotel.name, sums[hotel.pk]) for hotel in scope.hotels if hotel.pk in sums]
