"""What a campaign may still spend: on messages, on points and on vouchers.

The same things as `campaigns.results.figures` counts, but in time: a voucher costs as soon as it is issued, for its
guest may redeem it, until it is void or has expired. So a budget is never overdrawn, and results end at or below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.actions.refusal import Refused
from campaigns.models import Campaign, Sent, Variant
from hotelcrm.frame.sentences import spoken
from hotelcrm.outbox.models import Message, State
from loyalty.models import CurrencyRate, Programme, Voucher

USED_UP = gettext_noop("Its budget is used up.")  # why a campaign pauses then
COSTS = (Voucher.State.ISSUED, Voucher.State.REDEEMED)


class NoRate(Refused):
    """What is given costs in the programme's currency, which nobody can reckon in the budget's."""


@dataclass
class Purse:
    """What is `left` to a campaign, in the programme's currency, as it pays for one guest after another.

    None: no limit. `worth` is that of the hotel's currency, in which budget and messages are; `point` what one point
    costs the house. `is_short` once something could not be paid.
    """

    left: Decimal | None
    worth: Decimal = Decimal(1)
    point: Decimal = Decimal(0)
    is_short: bool = False

    @classmethod
    def of(cls, campaign: Campaign, variants: Sequence[Variant]) -> Self:
        """The purse of `campaign`, whose wordings are `variants`. Raises `NoRate`."""
        if campaign.budget is None:
            return cls(None)
        programme = Programme.current()
        purse = cls(Decimal(0), _worth(campaign, variants, programme), programme.cost_per_point)
        purse.left = campaign.budget * purse.worth - purse.spent(variants)
        return purse

    def pays(self, variant: Variant) -> bool:
        """Whether `variant` can be paid for one guest more: it is, as dear as it can become; else never again."""
        if self.left is None:
            return True
        price = self.price(variant)
        if not price:
            return True
        self.is_short = self.is_short or price > self.left
        if not self.is_short:
            self.left -= price
        return not self.is_short

    def price(self, variant: Variant) -> Decimal:
        """What `variant` costs for one guest who gets all of it."""
        return variant.cost * self.worth + variant.points * self.point + _of_voucher(variant)

    def spent(self, variants: Sequence[Variant]) -> Decimal:
        """What `variants` have cost, or will: messages that were not cancelled, points given, vouchers not void."""
        messages = Message.objects.filter(mailing__variant__in=variants).exclude(state=State.CANCELLED).order_by()
        posted = dict(messages.values_list("mailing__variant").annotate(n=Count("pk")))
        presents = Sent.objects.filter(variant__in=variants, voucher__state__in=COSTS).order_by()
        issued = dict(presents.values_list("variant").annotate(n=Count("pk")))
        given = dict(Variant.objects.filter(pk__in=[one.pk for one in variants]).values_list("pk", "given"))
        return sum(
            (
                one.cost * self.worth * posted.get(one.pk, 0)
                + one.points * self.point * given[one.pk]
                + _of_voucher(one) * issued.get(one.pk, 0)
                for one in variants
            ),
            Decimal(0),
        )


def _of_voucher(variant: Variant) -> Decimal:
    return variant.voucher_type.cost if variant.voucher_type else Decimal(0)


def _worth(campaign: Campaign, variants: Sequence[Variant], programme: Programme) -> Decimal:
    """Without a rate a budget of messages alone can still be kept, in its own currency."""
    currency = campaign.hotel.currency
    if currency == programme.currency:
        return Decimal(1)
    rate = CurrencyRate.objects.filter(currency=currency).values_list("worth", flat=True).first()
    if rate is None and any(one.points or one.voucher_type_id for one in variants):
        words = {"currency": currency}
        raise NoRate(spoken(lambda: _("There is no rate for %(currency)s: its budget cannot be reckoned.") % words))
    return rate or Decimal(1)
