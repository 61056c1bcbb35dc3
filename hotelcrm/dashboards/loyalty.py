"""The programme's page: what of ``loyalty.queries.figures`` a manager reads first, as words, charts and a file."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hotelcrm.frame import formats
from hotelcrm.frame.charts import Chart, Series
from hotelcrm.frame.sheets import Cell
from loyalty.models import PointsEntry
from loyalty.queries.figures import KINDS, LoyaltyFigures

from .drawings import month_names
from .sentences import Sentence
from .tiles import Tile, percent

Kind = PointsEntry.Kind
Line = tuple[Cell, ...]
MUCH_BREAKAGE = Decimal("0.3")
TRANSFERRED = Kind.TRANSFER  # from one account to another: nothing comes or goes
SHOWN = tuple(kind for kind in KINDS if kind != TRANSFERRED)


def tiles(figures: LoyaltyFigures) -> list[Tile]:
    """Four figures at the top, in the language of the page."""
    return [
        Tile(
            _("Members"),
            formats.number(figures.members),
            under=_("%(number)s joined in these months") % {"number": formats.number(figures.joined)},
            source=_("accounts that are neither joined to another nor closed"),
        ),
        Tile(
            _("Points liability"),
            formats.money(round(figures.liability), figures.currency),
            under=_("%(points)s points outstanding today") % {"points": formats.number(figures.outstanding)},
            source=_("points outstanding × %(cost)s per point")
            % {"cost": f"{figures.currency} {formats.number(figures.cost_per_point.normalize())}"},
        ),
        Tile(
            _("Breakage"),
            percent(figures.breakage),
            under=_("%(expired)s of %(ended)s points")
            % {"expired": formats.number(figures.expired), "ended": formats.number(figures.ended)},
            source=_("points that expired unused / points of all lots whose last day came in these months"),
        ),
        Tile(
            _("Expiring soon"),
            formats.number(figures.expiring),
            under=_("points within 30 days"),
            source=_("what is left in lots that end by then"),
        ),
    ]


def sentences(figures: LoyaltyFigures) -> list[Sentence]:
    """What is worth a manager's minute, at most three sentences; none when there is nothing to say."""
    said = (_flow(figures), _breakage(figures), _favourite(figures))
    return [sentence for sentence in said if sentence is not None]


def _flow(figures: LoyaltyFigures) -> Sentence | None:
    given = figures.of_kind(Kind.EARN) + figures.of_kind(Kind.BONUS)
    spent = -figures.of_kind(Kind.REDEEM)
    if not given:
        return None
    values = {"given": formats.number(given), "spent": formats.number(spent)}
    return Sentence(
        "plain",
        is_rise=True,
        lead=_("Members earned %(given)s points and redeemed %(spent)s") % values,
        rest=_("that is %(share)s of what they earned") % {"share": formats.percent(Decimal(spent) / given, 0)},
    )


def _breakage(figures: LoyaltyFigures) -> Sentence | None:
    if figures.breakage is None or figures.breakage < MUCH_BREAKAGE:
        return None
    return Sentence(
        "bad",
        is_rise=True,
        lead=_("%(share)s of the points whose time was over expired unused")
        % {"share": formats.percent(figures.breakage, 0)},
        rest=_("members may not know what to spend them on"),
    )


def _favourite(figures: LoyaltyFigures) -> Sentence | None:
    bought = [row for row in figures.rewards if row.redemptions]
    if not bought:
        return None
    best = max(bought, key=lambda row: row.redemptions)
    times = ngettext("bought %(number)s time", "bought %(number)s times", best.redemptions)
    return Sentence(
        "plain",
        is_rise=True,
        lead=_("“%(reward)s” is the favourite reward") % {"reward": best.reward.name},
        rest=times % {"number": formats.number(best.redemptions)},
    )


def charts(figures: LoyaltyFigures) -> list[Chart]:
    """Points by kind and month, and who joined; each brings its table."""
    names = month_names([month.period for month in figures.months])
    kinds = [kind for kind in SHOWN if any(month.points[KINDS.index(kind)] for month in figures.months)]
    return [
        Chart(
            key="points",
            title=_("Points by kind and month"),
            along=_("Month"),
            labels=names if kinds else (),
            series=[Series(kind.label, [m.points[KINDS.index(kind)] for m in figures.months]) for kind in kinds],
            is_stacked=True,
        ),
        Chart(
            key="joined",
            title=_("New members by month"),
            along=_("Month"),
            labels=names if figures.joined else (),
            series=[Series(_("Joined"), [month.joined for month in figures.months])],
        ),
    ]


def head(figures: LoyaltyFigures) -> Line:
    """Heads of the columns of the file."""
    return _("Part"), pgettext("of a thing", "Name"), _("Figure"), _("Unit"), formats.day(figures.today)


def lines(figures: LoyaltyFigures) -> list[Line]:
    """Every figure, one a line; ratios are ratios (0.314), amounts in the unit of their line."""
    parts = (_whole, _tiers, _months, _vouchers, _rewards)
    return [line for part in parts for line in part(figures)]


def _whole(figures: LoyaltyFigures) -> Iterator[Line]:
    programme, points = _("Programme"), _("points")
    yield programme, "", _("Members"), _("number"), figures.members
    yield programme, "", _("Points outstanding"), points, figures.outstanding
    yield programme, "", _("Points owed"), points, figures.owed
    yield programme, "", _("Cost per point"), figures.currency, figures.cost_per_point
    yield programme, "", _("Points liability"), figures.currency, round(figures.liability, 2)
    yield programme, "", _("Breakage"), _("ratio"), None if figures.breakage is None else round(figures.breakage, 6)
    yield programme, "", _("Expiring within 30 days"), points, figures.expiring


def _tiers(figures: LoyaltyFigures) -> Iterator[Line]:
    for row in figures.tiers:
        yield _("Tier"), row.tier.name, _("Members"), _("number"), row.members
        yield _("Tier"), row.tier.name, _("Points outstanding"), _("points"), row.points


def _months(figures: LoyaltyFigures) -> Iterator[Line]:
    names = month_names([month.period for month in figures.months])
    for name, month in zip(names, figures.months, strict=True):
        yield _("Month"), name, _("New members"), _("number"), month.joined
        for kind, points in zip(KINDS, month.points, strict=True):
            yield _("Month"), name, str(kind.label), _("points"), points


def _vouchers(figures: LoyaltyFigures) -> Iterator[Line]:
    for row in figures.vouchers:
        counts = ((_("Issued"), row.issued), (_("Redeemed"), row.redeemed), (_("Expired"), row.expired))
        for label, count in (*counts, (_("Void"), row.void), (_("Open"), row.open)):
            yield _("Vouchers"), row.type.name, label, _("number"), count
        yield _("Vouchers"), row.type.name, _("Cost"), figures.currency, row.cost


def _rewards(figures: LoyaltyFigures) -> Iterator[Line]:
    for row in figures.rewards:
        yield _("Rewards"), row.reward.name, _("Redemptions"), _("number"), row.redemptions
        yield _("Rewards"), row.reward.name, _("Points"), _("points"), row.points
        yield _("Rewards"), row.reward.name, pgettext("redemptions", "Cancelled"), _("number"), row.cancelled
        yield _("Rewards"), row.reward.name, _("Cost"), figures.currency, row.cost


def file_name(figures: LoyaltyFigures) -> str:
    """What the file is called."""
    return f"loyalty-{figures.today}"
