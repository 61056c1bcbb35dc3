"""The check-in brief: what to know before a guest stands at the desk, most important first, each line with its source.

A function of the stay's facts and of nothing else. Next door: ``facts.py`` (fetches), ``asks.py`` (what to ask for),
``offers.py`` (what to recommend), ``membership.py`` (tier, points, late check-out), ``departure.py`` (leaving).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.models import Compensation, Invitation, State, Ticket
from feedback.queries.given import in_words
from guests.models import Consent, Guest, GuestTag, VipLevel
from guests.models.consent import Channel as Means
from guests.models.consent import Purpose as ConsentPurpose
from guests.queries.preferences import source_words
from hotelcrm.accounts.access import Access
from hotelcrm.accounts.models import Department
from hotelcrm.frame import formats
from stays.models import Stay

from . import occasions
from .asks import Ask, asks
from .facts import Facts, facts_of
from .offers import Offer, offers

LOW_NPS, LOW_CSAT = 6, 3  # and below: a detractor, and less than satisfied
DO_NOT_DISTURB = "do-not-disturb"  # the category of such wishes in the starter catalogue


@dataclass(frozen=True)
class Line:
    """One statement of a brief; `source` says where it comes from."""

    kind: str
    icon: str
    text: str
    detail: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True)
class Brief:
    """The pane as the page shows it."""

    stay: Stay
    guest: Guest | None
    visit: int
    spend: list[tuple[str, Decimal]] = field(default_factory=list)
    alerts: list[Line] = field(default_factory=list)
    occasions: list[Line] = field(default_factory=list)
    preferences: list[Line] = field(default_factory=list)
    company: list[Line] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)


def brief_of(stay: Stay, *, today: date, access: Access) -> Brief:
    """The check-in brief of `stay` for somebody with `access`."""
    facts = facts_of(stay, today=today, access=access)
    return Brief(stay, None, 0, alerts=_requests(stay)) if facts is None else assemble(facts)


def assemble(facts: Facts) -> Brief:
    """The brief that follows from `facts`."""
    return Brief(
        stay=facts.stay,
        guest=facts.guest,
        visit=facts.visit,
        spend=sorted(facts.spend.items()),
        alerts=alerts(facts),
        occasions=occasion_lines(facts),
        preferences=preferences(facts),
        company=company(facts),
        asks=asks(facts),
        offers=offers(facts),
    )


def alerts(facts: Facts) -> list[Line]:
    """What must not be missed: alerts of the guest and companions, unresolved complaints, wishes not to be disturbed,
    VIP, requests, what was given to make good, and how the guest found it the last time.
    """
    own = [_alert(row, facts) for row in facts.tags if row.tag.is_alert and not _is_wish(row)]
    shared = [
        _alert(row, facts, companion)
        for companion in facts.companions
        for row in facts.companion_alerts.get(companion.pk, ())
        if not _is_wish(row)
    ]
    quiet = [_wish(row, facts) for row in facts.tags if _is_wish(row)]
    unresolved = [_complaint(ticket, facts.today) for ticket in facts.complaints]
    seen = [*made_good(facts), *_score(facts.score)]
    return [*own, *shared, *unresolved, *quiet, *_vip(facts.guest), *_requests(facts.stay), *seen]


def made_good(facts: Facts) -> list[Line]:
    """What was given for tickets of this stay, newest first."""
    return [_given(row) for row in facts.made_good]


def occasion_lines(facts: Facts) -> list[Line]:
    """Birthdays and other days during the stay, with the day as staff say it."""
    found = occasions.of_stay(facts.stay, facts.guest, facts.dates, visit=facts.visit)
    return [_occasion(occasion, facts.today) for occasion in found]


def preferences(facts: Facts) -> list[Line]:
    """What the guest likes, by category, what was said before what was seen before what was guessed."""
    shown = [row for row in facts.tags if not (row.tag.is_alert or _is_wish(row) or _is_hidden(row, facts))]
    return [Line("plain", row.tag.category.icon, row.tag.name, row.note, source_words(row)) for row in shown]


def company(facts: Facts) -> list[Line]:
    """Who comes along."""
    return [Line("plain", "person", person.sort_name, person.pinyin, _("companion")) for person in facts.companions]


def _alert(row: GuestTag, facts: Facts, companion: Guest | None = None) -> Line:
    if _is_hidden(row, facts):
        return _hidden()
    whose = _("%(name)s, companion") % {"name": companion.sort_name} if companion else ""
    parts = [
        source_words(row),
        formats.date_only(facts.stay.hotel.today(row.noted_at)),
        whose,
        _agreed(row, facts, companion),
    ]
    note = "" if companion else row.note
    return Line(
        "alert",
        "exclamation-triangle-fill",
        row.tag.name,
        " ".join(part for part in (note, _tell(row.tag.category.departments)) if part),
        " · ".join(part for part in parts if part),
    )


def _is_hidden(row: GuestTag, facts: Facts) -> bool:
    return row.tag.is_sensitive and not facts.may_see_sensitive


def _hidden() -> Line:
    return Line("alert", "exclamation-triangle-fill", _("There is an alert your role may not read."))


def _agreed(row: GuestTag, facts: Facts, companion: Guest | None) -> str:
    if not row.tag.is_sensitive or companion is not None:
        return ""
    answer = facts.consents.get((ConsentPurpose.SENSITIVE, Means.ANY))
    given = answer is not None and answer.decision == Consent.Decision.GIVEN
    return _("separate consent given") if given else _("separate consent missing")


def _tell(codes: Collection[str]) -> str:
    if len(codes) == len(Department):
        return _("Please tell every department.")
    names = [str(Department(code).label) for code in codes]
    return _("Please tell: %(departments)s.") % {"departments": pgettext("list", ", ").join(names)} if names else ""


def _is_wish(row: GuestTag) -> bool:
    return row.tag.category.code == DO_NOT_DISTURB


def _wish(row: GuestTag, facts: Facts) -> Line:
    if _is_hidden(row, facts):
        return _hidden()
    return Line("alert", "bell-slash", row.tag.name, row.note, source_words(row))


def _complaint(ticket: Ticket, today: date) -> Line:
    """What the guest is still waiting for, and with whom it is."""
    whose = _("with %(person)s") % {"person": ticket.owner} if ticket.owner else _("nobody has taken it on yet")
    waits = _("waiting for the guest") if ticket.state == State.WAITING else ""
    said = ticket.summary or (ticket.category.name if ticket.category else "")
    since = formats.day(ticket.hotel.today(ticket.opened_at), today)
    source = " · ".join([str(ticket), ticket.hotel.name, since])
    return Line(
        "alert",
        "chat-left-text",
        _("Unresolved complaint: %(what)s") % {"what": said} if said else _("Unresolved complaint"),
        " · ".join(part for part in (whose, waits) if part),
        source,
        ticket.get_absolute_url(),
    )


def _given(row: Compensation) -> Line:
    """What somebody gave for a ticket of this stay: money back has to be on the bill."""
    is_money = row.gives == Compensation.Gives.REFUND
    advice = _("Make sure that it is on the bill.") if is_money else ""
    source = " · ".join([str(row.ticket), str(row.by), formats.date_only(row.given_on) if row.given_on else ""])
    words = _("To make good: %(what)s") % {"what": in_words(row)}
    return Line("soon" if is_money else "value", "gift", words, advice, source, row.ticket.get_absolute_url())


def _score(answered: Invitation | None) -> list[Line]:
    """How the guest found it the last time: what was low is to be made good."""
    if answered is None or answered.finished_at is None:
        return []
    if answered.nps is not None:
        is_low, said = answered.nps <= LOW_NPS, _("Last survey: %(score)s of 10") % {"score": answered.nps}
    else:
        is_low, said = (answered.csat or 0) <= LOW_CSAT, _("Last survey: %(score)s of 5") % {"score": answered.csat}
    advice = _("Ask what would make it better this time.") if is_low else ""
    day = formats.date_only(answered.hotel.today(answered.finished_at))
    source = f"{answered.survey} · {answered.hotel} · {day}"
    return [Line("alert" if is_low else "done", "clipboard-check", said, advice, source)]


def _vip(guest: Guest) -> list[Line]:
    if not guest.vip_level:
        return []
    name = str(VipLevel(guest.vip_level).label)
    return [Line("vip", "star-fill", name, _("Greet by name; the manager on duty likes to know."), _("guest profile"))]


def _requests(stay: Stay) -> list[Line]:
    if not stay.requests:
        return []
    return [
        Line(
            "new", "chat-left-text", _("Request"), stay.requests, _("booking · %(channel)s") % {"channel": stay.channel}
        )
    ]


def _occasion(occasion: occasions.Occasion, today: date) -> Line:
    when = formats.day(occasion.on, today) if occasion.on else ""
    text = _("%(occasion)s: %(day)s") % {"occasion": occasion.label, "day": when} if when else occasion.label
    detail = " · ".join(part for part in (occasion.detail, occasion.advice) if part)
    return Line("soon", occasion.icon, text, detail, occasion.source)
