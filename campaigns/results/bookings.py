"""What a booking is, when it was made and what it brings, in SQL: one wording for credit and for lift.

`s` is a row of ``stays_stay``, `h` its hotel. Of most bookings only the day is known. Entered on that day, by a system
that tells us at once, it was made when it was entered; otherwise at the end of the day: a guest who follows a link in
the morning and books before midnight has booked after it. Without a day it was made when it was entered, if that was
before the arrival; of a stay that is entered afterwards nobody knows, and it is nobody's.
"""

STANDS = "s.status IN ('booked', 'in_house', 'checked_out')"

BOOKED_AT = """
CASE
    WHEN s.booked_on IS NOT NULL THEN greatest(
        s.booked_on::timestamp AT TIME ZONE h.time_zone,
        least((s.booked_on + 1)::timestamp AT TIME ZONE h.time_zone - interval '1 microsecond', s.created_at)
    )
    WHEN (s.created_at AT TIME ZONE h.time_zone)::date <= s.arrival THEN s.created_at
END
"""


def may_be(since: str, until: str) -> str:
    """What a booking made between two moments must fulfil, by days alone: most stays go before a zone is asked."""
    days = f"BETWEEN ({since})::date - 2 AND ({until})::date + 2"
    return f"CASE WHEN s.booked_on IS NULL THEN s.created_at::date {days} ELSE s.booked_on {days} END"


# What one unit of each currency is worth in the programme's; a currency without a rate is missing.
WORTH = """
SELECT currency, worth FROM loyalty_currencyrate WHERE currency <> %(home)s UNION ALL SELECT %(home)s, 1
"""
