"""What would this stay earn? The same rules and the same reading of the catalogue as a settlement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from guests.models import Company
from hotelcrm.accounts.models import Hotel
from loyalty.models import EarnRule, Member, Promotion, Tier
from loyalty.rules.earning import Bill, Earning, Line, NoRateKnown, earn
from stays.models import Channel, Charge, Stay

from .bills import Offer, Terms, amounts_of


@dataclass(frozen=True)
class Supposed:
    """A stay as somebody imagines it; amounts by department, in the hotel's currency."""

    hotel: Hotel
    channel: Channel
    company: Company | None
    tier: Tier
    on: date
    currency: str
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True)
class RuledLine:
    """One department's line, and the rule in words (empty: no rule fits)."""

    line: Line
    department: str
    rule: str
    spent: Decimal


@dataclass(frozen=True)
class Considered:
    """A promotion of that day: what it brings, and whether only to guests with its tags or on its list."""

    promotion: Promotion
    points: int
    is_for_some: bool


@dataclass(frozen=True)
class Simulation:
    """What it would earn; `why_not` is a sentence when nothing can be reckoned."""

    supposed: Supposed
    currency: str
    earning: Earning
    lines: list[RuledLine]
    promotions: list[Considered]
    why_not: str = ""

    @property
    def total(self) -> int:
        """What every guest gets: promotions for some of them aside."""
        some = {one.promotion.pk for one in self.promotions if one.is_for_some}
        return self.earning.earned + sum(points for pk, points in self.earning.promotions.items() if pk not in some)


def of_confirmation(confirmation: str, *, hotel_ids: Collection[int]) -> Supposed | None:
    """The latest stay at these hotels with that confirmation number, in the tier that its guest has now; None without.

    Somebody who is no member is taken for one of the first tier.
    """
    rows = Stay.objects.filter(confirmation=confirmation, hotel__in=hotel_ids) if confirmation else Stay.objects.none()
    stay = rows.select_related("hotel", "channel", "company").order_by("-arrival", "-pk").first()
    if stay is None:
        return None
    member = Member.objects.standing().filter(guest=stay.guest_id).select_related("tier").first()
    tier = member.tier if member else Tier.objects.get(rank=0)
    amounts = amounts_of([stay])[stay.pk]
    return Supposed(stay.hotel, stay.channel, stay.company, tier, stay.departure, stay.currency, amounts)


def simulate(supposed: Supposed) -> Simulation:
    """Reckon a stay that nobody stayed; nothing is kept."""
    terms = Terms.current()
    home = terms.programme.currency
    try:
        amounts = terms.convert(supposed.amounts, supposed.currency)
    except NoRateKnown as unknown:
        why = no_rate(unknown.currency)
        return Simulation(supposed, home, Earning(), [], [], why)
    offers = [offer for offer in terms.offers if _is_for(offer, supposed)]
    company = supposed.company.pk if supposed.company else None
    bill = Bill(supposed.hotel.pk, supposed.channel.kind, company, supposed.on, amounts)
    bonuses = [offer.bonus for offer in offers]
    earning = earn(bill, terms.rules, multiplier=supposed.tier.multiplier, bonuses=bonuses)
    return Simulation(supposed, home, earning, _lines(earning, supposed), _considered(earning, offers))


def no_rate(currency: str) -> str:
    """Why a stay in `currency` earns nothing yet, as a sentence."""
    return _("There is no rate for %(currency)s: such stays earn once it is entered.") % {"currency": currency}


def _is_for(offer: Offer, supposed: Supposed) -> bool:
    return offer.is_for(hotel=supposed.hotel.pk, on=supposed.on, rank=supposed.tier.rank)


def _lines(earning: Earning, supposed: Supposed) -> list[RuledLine]:
    rules = EarnRule.objects.select_related("hotel", "company").in_bulk([line.rule for line in earning.lines])
    departments = dict(Charge.Department.choices)
    return [
        RuledLine(
            line,
            str(departments[line.department]),
            words_of(rules[line.rule]) if line.rule is not None else "",
            supposed.amounts[line.department],
        )
        for line in earning.lines
    ]


def words_of(rule: EarnRule) -> str:
    """What a rule is about, most particular first."""
    parts = [
        rule.company.name if rule.company else "",
        str(_("any company account")) if rule.any_company else "",
        str(rule.get_channel_kind_display()) if rule.channel_kind else "",
        rule.hotel.name if rule.hotel else "",
        str(rule.get_department_display()) if rule.department else "",
    ]
    return " · ".join(part for part in parts if part) or _("every stay")


def _considered(earning: Earning, offers: list[Offer]) -> list[Considered]:
    rows = Promotion.objects.in_bulk([offer.bonus.id for offer in offers])
    return [
        Considered(rows[offer.bonus.id], earning.promotions.get(offer.bonus.id, 0), bool(offer.tags) or offer.is_listed)
        for offer in offers
    ]
