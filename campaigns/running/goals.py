"""Who did what a campaign hoped for since they came into it, in SQL; `d` is an enrolment that is due."""

from campaigns.models import Goal

# Of a booking only the day is known, and when we heard of it: on the very day of the choice that decides.
_BOOKING = """
EXISTS (
    SELECT FROM stays_stay s
    WHERE s.guest_id = d.guest_id AND s.id IS DISTINCT FROM d.stay_id
        AND s.status IN ('booked', 'in_house', 'checked_out')
        AND CASE WHEN s.booked_on <> (d.enrolled_at AT TIME ZONE %(zone)s)::date
            THEN s.booked_on > (d.enrolled_at AT TIME ZONE %(zone)s)::date ELSE s.created_at > d.enrolled_at END
)
"""
_VOUCHER = """
EXISTS (
    SELECT FROM campaigns_sent t JOIN loyalty_voucher v ON v.id = t.voucher_id
    WHERE t.enrolment_id = d.id AND v.state = 'redeemed'
)
"""

MET = {
    Goal.BOOKING: _BOOKING,
    Goal.CLICK: "coalesce(h.clicked, false)",
    Goal.VOUCHER: _VOUCHER,
    Goal.NONE: "false",
}
