"""Laying the quintiles of a day among guests with a stay in 24 months.

A guest is in quintile ``1 + 5 r // n`` (whole numbers), where `r` of `n` guests have less: equal values share the
lowest quintile that they reach, so that many guests of one stay do not count as frequent. The lower bound of quintile k
is therefore one more than what stands at place ``n (k - 1) / 5``, rounded up, of all values in order.
"""

from datetime import date
from typing import Final

from django.db import connection

HIGHEST: Final = 2**63 - 1  # a bound that nobody reaches: nobody was there to lay it
_BOUNDS: Final = ", ".join(f"coalesce(({{0}})[(n * {k} + 4) / 5] + 1, {HIGHEST})" for k in range(1, 5))

RESCALE: Final = f"""
INSERT INTO campaigns_scale ("on", guests, recency, frequency, monetary)
SELECT %(today)s, n, ARRAY[{_BOUNDS.format("recency")}], ARRAY[{_BOUNDS.format("frequency")}],
    ARRAY[{_BOUNDS.format("monetary")}]
FROM (
    SELECT count(*) AS n,
        array_agg((last_departure - DATE '1970-01-01')::bigint ORDER BY last_departure) AS recency,
        array_agg(stays_24m::bigint ORDER BY stays_24m) AS frequency,
        array_agg(revenue_24m ORDER BY revenue_24m) AS monetary
    FROM campaigns_guestfacts WHERE stays_24m > 0
) value
ON CONFLICT ("on") DO UPDATE SET guests = excluded.guests, recency = excluded.recency,
    frequency = excluded.frequency, monetary = excluded.monetary
"""  # noqa: S608 (put together from constants)


def rescale(today: date) -> None:
    """Lay the scale of `today` by the facts as they stand; laid again, it is replaced."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        try:
            cursor.execute(RESCALE, {"today": today})
        finally:
            cursor.execute("RESET statement_timeout")
