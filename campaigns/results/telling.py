"""What came of a campaign in plain sentences, in the language of the page."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.rules.lift import Verdict
from hotelcrm.frame.formats import day, money, number, signed, signed_money

from .comparing import Arms, Increment

ONE = Decimal(1)


def of_bookings(found: Increment) -> str:
    """Whether it brought bookings, how many, and how sure that is; or how many more guests it would take to tell."""
    if found.total is None or found.low is None or found.high is None:
        return _nothing(found)
    total, low, high = found.total, found.low, found.high
    if found.lift.verdict == Verdict.LIKELY_WORKED:
        return _("Likely worked: about %(total)s more bookings than without it (95%% sure: %(low)s to %(high)s).") % {
            "total": number(total),
            "low": number(low),
            "high": number(high),
        }
    if found.lift.verdict == Verdict.LIKELY_HARMED:
        return _(
            "Likely did harm: about %(total)s fewer bookings than without it (95%% sure: %(low)s to %(high)s fewer)."
        ) % {"total": number(-total), "low": number(-high), "high": number(-low)}
    so_far = _("So far %(total)s bookings, but anything between %(low)s and %(high)s is possible.") % {
        "total": signed(total),
        "low": signed(low),
        "high": signed(high),
    }
    return f"{_unknown(found)}{_space()}{so_far}"


def of_revenue(found: Increment, currency: str) -> str:
    """The same of revenue, in `currency`, to the whole unit."""
    if found.total is None or found.low is None or found.high is None:
        return _nothing(found)
    total, low, high = (amount.quantize(ONE) + 0 for amount in (found.total, found.low, found.high))
    if found.lift.verdict == Verdict.LIKELY_WORKED:
        return _("Likely worked: about %(total)s more revenue than without it (95%% sure: %(low)s to %(high)s).") % {
            "total": money(total, currency),
            "low": money(low, currency),
            "high": money(high, currency),
        }
    if found.lift.verdict == Verdict.LIKELY_HARMED:
        return _(
            "Likely did harm: about %(total)s less revenue than without it (95%% sure: %(low)s to %(high)s less)."
        ) % {"total": money(-total, currency), "low": money(-high, currency), "high": money(-low, currency)}
    so_far = _("So far %(total)s, but anything between %(low)s and %(high)s is possible.") % {
        "total": signed_money(total, currency),
        "low": signed_money(low, currency),
        "high": signed_money(high, currency),
    }
    return f"{_unknown(found)}{_space()}{so_far}"


def of_guests(found: Arms) -> str:
    """Whom the comparison is about, and for how many it is too early; "" where all are compared."""
    if not found.guests:
        return _("Nobody has been chosen yet.")
    if not any(group.arm == "holdout" for group in found.groups):
        return _("Nobody is held out: what would have come without it cannot be told.")
    if found.is_early and found.known_from is not None:
        return _("Too early to tell: bookings still count, for the first guests until %(day)s.") % {
            "day": day(found.known_from)
        }
    if found.still_open:
        return ngettext(
            "%(over)s guests are compared; for %(open)s other bookings still count.",
            "%(over)s guests are compared; for %(open)s others bookings still count.",
            found.still_open,
        ) % {"over": number(found.over), "open": number(found.still_open)}
    return ""


def _nothing(found: Increment) -> str:
    if not found.treated.guests or not found.held_out.guests:
        return _("Cannot tell yet: there is nobody to compare with.")
    if not found.treated.active + found.held_out.active:
        return _("Cannot tell yet: nobody has booked.")
    return _("Cannot tell yet: too few guests.")


def _unknown(found: Increment) -> str:
    more = found.lift.more_needed
    if more is None:
        return _("Cannot tell: if there is a difference, it is too small to show.")
    return ngettext(
        "Cannot tell yet: about %(guests)s more guest needed.",
        "Cannot tell yet: about %(guests)s more guests needed.",
        more,
    ) % {"guests": number(more)}


def _space() -> str:
    """Between two sentences: Chinese has none."""
    return " " if _("Cannot tell yet: nobody has booked.").isascii() else ""
