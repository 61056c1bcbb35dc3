"""Arithmetic with days that Django's ORM does not have."""

from typing import Any

from django.db.models import DateField, DecimalField, F, Func, IntegerField, Sum, Value
from django.db.models.functions import Coalesce

AMOUNT = DecimalField(max_digits=30, decimal_places=10)


class Days(Func):
    """Days between two dates as a number. Django would make an interval of it, which no sum can be divided by."""

    function = ""
    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class MonthOf(Func):
    """The first of the month of a date, as a date."""

    template = "date_trunc('month', %(expressions)s::timestamp)::date"
    output_field = DateField()


class NextMonth(Func):
    """The first of the month after a first of a month."""

    template = "(%(expressions)s + interval '1 month')::date"
    output_field = DateField()


def lasting() -> Days:
    """Nights of a stay; none for a day use."""
    return Days(F("departure"), F("arrival"))


def total(expression: Any, **options: Any) -> Coalesce:
    """A sum of money that is zero when there is nothing to sum."""
    return Coalesce(Sum(expression, output_field=AMOUNT, **options), Value(0, output_field=AMOUNT))
