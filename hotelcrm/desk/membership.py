"""The membership panel of both briefs: tier, points, what may be used here today, late check-out, the offer to join."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guests.models import Guest
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.frame import formats
from loyalty.models import Benefit, CourtesyGrant, Member, Programme, SettlementDue, Voucher
from loyalty.queries import benefits, vouchers
from loyalty.queries.benefits import Entitlement
from loyalty.queries.bills import amounts_of
from loyalty.queries.card import Badge, Expiring, expiring
from loyalty.queries.courtesy import Courtesy, advice_of
from loyalty.queries.simulation import Simulation, Supposed, no_rate, simulate
from loyalty.queries.targets import earned_by
from loyalty.rules.courtesy import Advice
from stays.models import Stay, StayStatus

from .asks import CHILD
from .brief import Line
from .leaving import granted_by, terms
from .models import Reviewed

Scene = Benefit.Scene
# What matters while somebody checks in, and while somebody leaves.
SCENES = {
    Reviewed.Brief.ARRIVAL: (Scene.ARRIVAL, Scene.STAY, Scene.DINING, Scene.MEETING, Scene.WELLNESS),
    Reviewed.Brief.DEPARTURE: (Scene.DEPARTURE, Scene.TRAVEL),
}
REGULAR = 2  # stays
SOON = timedelta(days=90)  # points that end later need no word at the desk


@dataclass(frozen=True)
class Late:
    """Late check-out in words: what is promised, else what is advised."""

    courtesy: Courtesy
    text: str
    terms: str
    source: str
    is_granted: bool
    may_grant: bool


@dataclass(frozen=True)
class Membership:
    """The panel as the page shows it; `member` is None for who has not joined, `offer` says why to ask them.

    `unearned` says why the stay brings no points yet, before it ends and afterwards.
    """

    member: Member | None
    badge: Badge | None = None
    expiring: Expiring | None = None
    benefits: list[Line] = field(default_factory=list)
    vouchers: list[Line] = field(default_factory=list)
    late: Late | None = None
    offer: Line | None = None
    earned: int = 0
    expected: int = 0
    unearned: str = ""
    may_enrol: bool = False


def membership_of(stay: Stay, kind: str, *, visit: int, today: date, access: Access) -> Membership:
    """The panel of the brief `kind` of `stay`; a fixed number of queries, fewer for who is no member."""
    late = _late(stay, today=today, access=access)
    guest = stay.guest
    if guest is None:
        return Membership(None, late=late)
    row = Member.objects.filter(guest=guest).select_related("tier").first()
    usable = [_voucher(voucher, today) for voucher in vouchers.usable(guest, hotel=stay.hotel, today=today)]
    if row is None:
        offer = _offer(stay, guest, visit, today)
        return Membership(None, vouchers=usable, late=late, offer=offer, may_enrol=access.may(Permission.ENROL))
    if row.closed_on is not None or row.merged_into_id is not None:
        return Membership(None, vouchers=usable, late=late)
    held = benefits.of_guest(guest, today=today)
    is_leaving, is_here = kind == Reviewed.Brief.DEPARTURE, stay.status == StayStatus.IN_HOUSE
    to_come = expected(stay, row) if is_leaving and is_here else None
    return Membership(
        row,
        badge=Badge(row.tier, row.balance),
        expiring=_soon(expiring(row, today), today),
        benefits=[_benefit(one) for one in held if one.benefit.scene in SCENES[Reviewed.Brief(kind)]],
        vouchers=usable,
        late=late,
        earned=earned_by(stay) if is_leaving and not is_here else 0,
        expected=to_come.total if to_come else 0,
        unearned=to_come.why_not if to_come else _waiting(stay) if is_leaving else "",
    )


def expected(stay: Stay, member: Member) -> Simulation:
    """What `stay` would earn by its bill as it stands: promotions for some guests only aside."""
    amounts = amounts_of([stay])[stay.pk]
    terms_of_stay = stay.hotel, stay.channel, stay.company, member.tier, stay.departure, stay.currency
    return simulate(Supposed(*terms_of_stay, amounts))


def _waiting(stay: Stay) -> str:
    """Why a stay that ended has earned nothing yet, when it waits for the rate of its currency; one query."""
    due = SettlementDue.objects.filter(stay_id=stay.pk, waits_for=stay.currency).first()
    return no_rate(stay.currency) if due else ""


def _late(stay: Stay, *, today: date, access: Access) -> Late | None:
    if stay.status not in {StayStatus.BOOKED, StayStatus.IN_HOUSE}:
        return None
    courtesy = advice_of(stay, today=today)
    may_grant = access.may(Permission.GRANT_COURTESY) and stay.guest_id is not None
    if courtesy.grant is not None:
        source = " · ".join(filter(None, [granted_by(courtesy.grant), courtesy.grant.reason]))
        said = pgettext("list", ", ").join(terms(courtesy, courtesy.grant))
        return Late(courtesy, _hour(courtesy.grant), said, source, True, may_grant)
    if courtesy.advice is None:
        return Late(courtesy, _("No late check-out is advised."), "", "", False, may_grant) if may_grant else None
    said = pgettext("list", ", ").join(terms(courtesy, courtesy.advice))
    return Late(courtesy, _hour(courtesy.advice), said, courtesy.reason, False, may_grant)


def _soon(next_up: Expiring | None, today: date) -> Expiring | None:
    return next_up if next_up and next_up.last_day <= today + SOON else None


def _hour(what: Advice | CourtesyGrant) -> str:
    return _("Late check-out until %(hour)s") % {"hour": f"{what.until:%H:%M}"}


def _benefit(held: Entitlement) -> Line:
    left = "" if held.left is None else _("%(left)s of %(all)s left") % _amounts(held)
    return Line("plain", held.benefit.icon, held.benefit.name, held.detail, left or _("with the tier"))


def _amounts(held: Entitlement) -> dict[str, str]:
    unit = str(held.benefit.get_unit_display())
    return {"left": f"{held.left or 0:f}", "all": f"{held.per_year} {unit}"}


def _voucher(voucher: Voucher, today: date) -> Line:
    day = formats.day(voucher.valid_until, today)
    detail = vouchers.gives_more(voucher.type)
    return Line("plain", "ticket-perforated", voucher.type.name, detail, _("until %(day)s") % {"day": day})


def _offer(stay: Stay, guest: Guest, visit: int, today: date) -> Line | None:
    """Why to ask this guest to join; nobody asks a child."""
    if guest.birth_year is not None and today.year - guest.birth_year < CHILD:
        return None
    programme = Programme.current()
    text = _("Offer to join %(programme)s") % {"programme": programme.name}
    points = formats.number(programme.welcome_points)
    detail = _("%(points)s points at once") % {"points": points} if programme.welcome_points else ""
    if visit >= REGULAR:
        reason = _("stay no. %(visit)s, not a member yet") % {"visit": visit}
    elif stay.company is not None:
        reason = _("travels for %(company)s, not a member yet") % {"company": stay.company}
    else:
        reason = _("first stay, and a reason to come back")
    return Line("value", "award", text, detail, reason)
