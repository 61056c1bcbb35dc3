"""What the board of departures says below each row: how late this guest may leave, why, and who promised it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.frame import formats
from loyalty.models import CourtesyGrant
from loyalty.queries.courtesy import Courtesy
from loyalty.rules.courtesy import Advice


@dataclass(frozen=True)
class Foot:
    """The line below a row; `button` grants what is advised by one click, and is empty where nobody may or need."""

    hour: str
    note: str
    button: str = ""


def foot(courtesy: Courtesy | None, *, access: Access) -> Foot | None:
    """What was granted, else what is advised; None when there is neither."""
    if courtesy is None:
        return None
    if courtesy.grant is not None:
        return Foot(until(courtesy.grant), " · ".join([granted_by(courtesy.grant), *terms(courtesy, courtesy.grant)]))
    if courtesy.advice is None:
        return None
    note = " · ".join([courtesy.reason, *terms(courtesy, courtesy.advice)])
    may_grant = courtesy.may_be_granted and access.may(Permission.GRANT_COURTESY)
    hour = until(courtesy.advice)
    return Foot(hour, note, _("Grant %(hour)s") % {"hour": f"{courtesy.advice.until:%H:%M}"} if may_grant else "")


def until(what: Advice | CourtesyGrant) -> str:
    """The hour: "until 16:00"."""
    return _("until %(hour)s") % {"hour": f"{what.until:%H:%M}"}


def granted_by(grant: CourtesyGrant) -> str:
    """Who promised it."""
    return _("granted by %(person)s") % {"person": grant.by}


def terms(courtesy: Courtesy, what: Advice | CourtesyGrant) -> list[str]:
    """On which terms: the charge, or that there is none, and whether the room is inspected."""
    said = []
    if what.fee:
        said.append(_("charge %(fee)s") % {"fee": formats.money(what.fee, courtesy.currency)})
    if what.waives_half_day:
        said.append(_("no half-day charge"))
    if what.no_inspection:
        said.append(_("no room inspection"))
    return said
