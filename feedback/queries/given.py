"""What was given to make good, in words."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Compensation
from hotelcrm.frame import formats

Gives = Compensation.Gives


def given_for(tickets: Collection[int]) -> list[str]:
    """What was given for the tickets of these ids, the first one first; one query."""
    rows = Compensation.objects.filter(ticket__in=tickets, state=Compensation.State.GIVEN)
    return [in_words(row) for row in rows.select_related("voucher_type").order_by("pk")]


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
