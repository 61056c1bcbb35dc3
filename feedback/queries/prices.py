"""What points and vouchers cost a hotel, in its own currency: loyalty reckons them in the programme's."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, Self

from feedback.rules.recovery import CENT
from hotelcrm.accounts.models import Hotel
from loyalty.models import CurrencyRate, Programme, VoucherType

ROUND_POINTS: Final = 100  # a suggestion gives hundreds


@dataclass(frozen=True)
class Prices:
    """`per_point` in the programme's currency (``Programme.cost_per_point``), of which `worth` make one of `currency`.

    `worth` None: nobody said what the hotel's currency is worth, and nothing can be priced.
    """

    currency: str
    home: str
    per_point: Decimal
    worth: Decimal | None

    @classmethod
    def at(cls, hotel: Hotel) -> Self:
        """The prices of `hotel` now; two queries, one where the programme reckons in the hotel's currency."""
        programme = Programme.current()
        if programme.currency == hotel.currency:
            worth: Decimal | None = Decimal(1)
        else:
            worth = CurrencyRate.objects.filter(currency=hotel.currency).values_list("worth", flat=True).first()
        return cls(hotel.currency, programme.currency, programme.cost_per_point, worth)

    def points(self, points: int) -> Decimal | None:
        """What so many points cost: points x cost per point, up to the next cent, so that no share of them is free."""
        return self._here(points * self.per_point)

    def voucher(self, kind: VoucherType) -> Decimal | None:
        """What a voucher of this type costs the house, up to the next cent."""
        return self._here(kind.cost)

    def points_for(self, cost: Decimal) -> int:
        """How many points, in hundreds, cost no more than `cost`; 0 where points have no price."""
        if not self.per_point or self.worth is None:
            return 0
        hundreds = cost * self.worth / self.per_point / ROUND_POINTS
        return int(hundreds.to_integral_value(ROUND_FLOOR)) * ROUND_POINTS

    def _here(self, amount: Decimal) -> Decimal | None:
        return None if self.worth is None else (amount / self.worth).quantize(CENT, ROUND_CEILING)
