"""What would be fair for a ticket, with the reasons in words: the facts for ``feedback.rules.recovery``."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Compensation, Ticket
from feedback.queries.family import family
from feedback.queries.prices import Prices
from feedback.rules.recovery import NOTHING, Case, Form, Reason, Suggestion, Why, suggest
from guests.models import Guest
from hotelcrm.frame import formats
from loyalty.forms.vouchers import issuable
from loyalty.models import Member, VoucherType
from stays.queries import spend_of_year

YEAR = timedelta(days=365)
COMPARED = 50  # of cases alike, the latest
Stands = Compensation.State


@dataclass(frozen=True)
class Advice:
    """A suggestion in the hotel's currency, and in what is given: so many `points`, a voucher of that type."""

    suggestion: Suggestion
    currency: str
    points: int = 0
    voucher_type: VoucherType | None = None

    @property
    def cost(self) -> Decimal:
        """What it costs the house; 0 where nothing is suggested."""
        return self.suggestion.cost

    @property
    def gives(self) -> str:
        """What to give: a gift where no hundred points and no voucher cost so little; "" for nothing."""
        form = self.suggestion.gives
        is_lacking = (form == Form.POINTS and not self.points) or (form == Form.VOUCHER and self.voucher_type is None)
        return Form.GIFT if is_lacking else form or ""

    @property
    def words(self) -> list[str]:
        """The reasons in the language of the page."""
        return list(_words(self.suggestion.reasons, self.currency))


def advice_for(ticket: Ticket, *, at: datetime) -> Advice:
    """What to give for `ticket`, whose hotel, guest and stay are fetched; eight queries at most."""
    hotel, today = ticket.hotel, ticket.hotel.today(at)
    suggestion = suggest(_case(ticket, today))
    prices = Prices.at(hotel)
    points = prices.points_for(suggestion.cost) if suggestion.gives == Form.POINTS else 0
    kind = _voucher(ticket, prices, suggestion.cost) if suggestion.gives == Form.VOUCHER else None
    return Advice(suggestion, hotel.currency, points, kind)


def _case(ticket: Ticket, today: date) -> Case:
    hotel, guest, stay = ticket.hotel, ticket.guest, ticket.stay
    own = Compensation.objects.filter(ticket__in=family(ticket.pk), state=Stands.GIVEN, currency=hotel.currency)
    return Case(
        severity=ticket.severity,
        night=stay.rate if stay is not None and stay.currency == hotel.currency else None,
        spend=_spend(guest, ticket, today),
        tier_rank=_rank(guest),
        is_vip=bool(guest and guest.vip_level),
        similar=_similar(ticket, today),
        given=own.aggregate(cost=Sum("cost"))["cost"] or NOTHING,
    )


def _spend(guest: Guest | None, ticket: Ticket, today: date) -> Decimal:
    if guest is None:
        return NOTHING
    return spend_of_year(guest, hotel_ids=[ticket.hotel_id], today=today).get(ticket.hotel.currency, NOTHING)


def _rank(guest: Guest | None) -> int | None:
    if guest is None:
        return None
    return Member.objects.standing().filter(guest=guest).values_list("tier__rank", flat=True).first()


def _similar(ticket: Ticket, today: date) -> list[Decimal]:
    """What each case of the same subject and severity at this hotel got within a year."""
    if ticket.category_id is None:
        return []
    alike = Compensation.objects.filter(
        state=Stands.GIVEN,
        hotel=ticket.hotel_id,
        currency=ticket.hotel.currency,
        given_on__gt=today - YEAR,
        ticket__category=ticket.category_id,
        ticket__severity=ticket.severity,
    )
    cases = alike.exclude(ticket__in=family(ticket.pk)).values("ticket").annotate(cost=Sum("cost"))
    return list(cases.order_by("-ticket").values_list("cost", flat=True)[:COMPARED])


def _voucher(ticket: Ticket, prices: Prices, cost: Decimal) -> VoucherType | None:
    """The dearest that costs no more than `cost`, of those that cost the house anything."""
    priced = [(prices.voucher(kind), kind) for kind in issuable(ticket.hotel)]
    fitting = [(price, kind) for price, kind in priced if price and price <= cost]
    return max(fitting, key=lambda pair: (pair[0], -pair[1].pk))[1] if fitting else None


def _words(reasons: tuple[Reason, ...], currency: str) -> Iterator[str]:
    for reason in reasons:
        amount = formats.money(reason.amount, currency)
        match reason.why:
            case Why.SIMILAR:
                yield ngettext(
                    "%(count)s case alike got %(amount)s.",
                    "%(count)s cases alike got %(amount)s, as the median.",
                    reason.value,
                ) % {"count": reason.value, "amount": amount}
            case Why.NIGHT:
                yield _("This severity: %(percent)s %% of a night.") % {"percent": reason.value}
            case Why.TIER:
                yield _("The tier: %(percent)s %% more.") % {"percent": reason.value}
            case Why.VIP:
                yield _("A VIP: %(percent)s %% more.") % {"percent": reason.value}
            case Why.REGULAR:
                yield _("Spent %(amount)s within a year: %(percent)s %% more.") % {
                    "amount": amount,
                    "percent": reason.value,
                }
            case Why.GIVEN:
                yield _("%(amount)s of it were given already.") % {"amount": amount}
            case _:
                yield str(_plain()[reason.why])


def _plain() -> dict[Why, str]:
    return {
        Why.ENOUGH: _("That is as much as is fair: nothing more."),
        Why.NO_MEASURE: _("No stay and no cases alike to measure by: decide by what happened."),
        Why.MEMBER: _("A member: points are a sign that is seen again."),
        Why.NO_MEMBER: _("No member: a voucher brings the guest back."),
        Why.GRAVE: _("So grave that money back is due."),
        Why.GESTURE: _("A small matter: an attention in the room does more than a sum."),
    }
