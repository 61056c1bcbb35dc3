"""What may be asked, by kind of field: a code for JSON, words for the page, and the shape of the value it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

from . import reading


@dataclass(frozen=True)
class Operator:
    """`shape` tells a page which inputs to show; `read` reads what they hold.

    Shapes: number, numbers (two), amount, amounts (two), days, days_pair, date, dates (two), choices, none.
    """

    code: str
    label: StrPromise
    shape: str
    read: Callable[[object], Any] = lambda raw: raw


NUMBER: Final = (
    Operator("at_least", pgettext_lazy("operator", "at least"), "number", reading.whole),
    Operator("at_most", pgettext_lazy("operator", "at most"), "number", reading.whole),
    Operator("equals", pgettext_lazy("operator", "exactly"), "number", reading.whole),
    Operator("between", pgettext_lazy("operator", "between"), "numbers", reading.pair(reading.whole)),
)
AMOUNT: Final = (
    Operator("at_least", pgettext_lazy("operator", "at least"), "amount", reading.cents),
    Operator("at_most", pgettext_lazy("operator", "at most"), "amount", reading.cents),
    Operator("between", pgettext_lazy("operator", "between"), "amounts", reading.pair(reading.cents)),
)
DAY: Final = (
    Operator("days_ago_at_least", _("at least so many days ago"), "days", reading.days),
    Operator("days_ago_at_most", _("in the last days"), "days", reading.days),
    Operator("days_ago_between", _("between so many days ago"), "days_pair", reading.pair(reading.days)),
    Operator("in_days_at_most", _("in the next days"), "days", reading.days),
    Operator("in_days_at_least", _("in so many days or later"), "days", reading.days),
    Operator("in_days_between", _("between so many days from now"), "days_pair", reading.pair(reading.days)),
    Operator("on_or_after", _("on or after"), "date", reading.day),
    Operator("on_or_before", _("on or before"), "date", reading.day),
    Operator("dates_between", _("between two days"), "dates", reading.pair(reading.day)),
)
KNOWN: Final = (
    Operator("known", pgettext_lazy("operator", "is known"), "none"),
    Operator("unknown", pgettext_lazy("operator", "is not known"), "none"),
)
FLAG: Final = (
    Operator("yes", pgettext_lazy("operator", "yes"), "none"),
    Operator("no", pgettext_lazy("operator", "no"), "none"),
)
CHOICES: Final = (
    Operator("in", pgettext_lazy("operator", "is one of"), "choices"),
    Operator("not_in", pgettext_lazy("operator", "is none of"), "choices"),
)
