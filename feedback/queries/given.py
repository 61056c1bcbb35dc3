"""What a compensation gives, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Compensation
from hotelcrm.frame import formats

Gives = Compensation.Gives


def in_words(row: Compensation) -> str:
    """What it gives, as guest and staff call it, in the language of the page; what it costs the house is not said."""
    match row.gives:
        case Gives.POINTS:
            points = row.points or 0
            return ngettext("%(points)s point", "%(points)s points", points) % {"points": formats.number(points)}
        case Gives.VOUCHER:
            return _("Voucher: %(voucher)s") % {"voucher": row.voucher_type}
        case Gives.REFUND:
            return _("Money back: %(amount)s") % {"amount": formats.money(row.cost, row.currency)}
        case _:
            return row.thing
