"""A guest's timeline in words: everything that happened, latest first, in pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django_stubs_ext import StrOrPromise

from feedback.models import Site, Ticket
from guests.consent import withholds_sensitive
from guests.models import Guest, GuestTag, Tag, Touchpoint
from guests.models.consent import Channel, Consent, Purpose
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.frame import formats
from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from stays.models import Stay

from . import programme_words

PAGE = 15
Kind = Touchpoint.Kind

# What belongs to a stay, went wrong in one, or was said of one, is seen by those who may see the stay; the rest belongs
# to the profile of the whole group.
OF_STAYS = frozenset(
    {Kind.BOOKING, Kind.CANCELLATION, Kind.NO_SHOW, Kind.CHECK_IN, Kind.CHECK_OUT}
    | {Kind.RESTAURANT, Kind.SPA, Kind.MEETING, Kind.TICKET, Kind.SURVEY, Kind.REVIEW}
)
FILTERS: dict[str, tuple[StrOrPromise, frozenset[str]]] = {
    "stays": (
        gettext_lazy("Stays"),
        frozenset({Kind.BOOKING, Kind.CANCELLATION, Kind.NO_SHOW, Kind.CHECK_IN, Kind.CHECK_OUT}),
    ),
    "spend": (gettext_lazy("In the house"), frozenset({Kind.RESTAURANT, Kind.SPA, Kind.MEETING})),
    "loyalty": (gettext_lazy("Loyalty"), frozenset({Kind.LOYALTY})),
    "notes": (gettext_lazy("Notes"), frozenset({Kind.OBSERVATION})),
    "words": (
        gettext_lazy("Words"),
        frozenset({Kind.ENQUIRY, Kind.WEB_VISIT, Kind.SURVEY, Kind.REVIEW, Kind.MESSAGE, Kind.CALL, Kind.TICKET}),
    ),
    "profile": (gettext_lazy("Profile"), frozenset({Kind.CONSENT, Kind.PROFILE, Kind.MERGE})),
}
PROFILE: dict[str, StrOrPromise] = {
    "created": gettext_lazy("Profile entered"),
    "restricted": gettext_lazy("Use of data restricted"),
    "unrestricted": gettext_lazy("Restriction lifted"),
}
LOOKS: dict[str, tuple[str, str]] = {
    Kind.ENQUIRY: ("question-circle", "new"),
    Kind.WEB_VISIT: ("globe", ""),
    Kind.BOOKING: ("calendar-plus", "new"),
    Kind.CANCELLATION: ("calendar-x", "alert"),
    Kind.NO_SHOW: ("person-slash", "alert"),
    Kind.CHECK_IN: ("box-arrow-in-right", "done"),
    Kind.CHECK_OUT: ("box-arrow-right", "done"),
    Kind.RESTAURANT: ("cup-hot", ""),
    Kind.SPA: ("flower1", ""),
    Kind.MEETING: ("people", ""),
    Kind.OBSERVATION: ("pencil", ""),
    Kind.CONSENT: ("shield-check", ""),
    Kind.PROFILE: ("person", ""),
    Kind.SURVEY: ("clipboard-check", ""),
    Kind.REVIEW: ("chat-quote", ""),
    Kind.MESSAGE: ("envelope", ""),
    Kind.CALL: ("telephone", ""),
    Kind.MERGE: ("people-fill", ""),
    Kind.LOYALTY: ("award", "value"),
    Kind.TICKET: ("life-preserver", "new"),
}


@dataclass(frozen=True)
class Moment:
    """One line of the timeline; `zone` is where it happened, as far as anybody knows.

    `message` and `ticket` are the ids of what one may open, else 0.
    """

    row: Touchpoint
    words: str
    amount: str
    stay: Stay | None
    icon: str
    look: str
    zone: tzinfo
    message: int
    ticket: int = 0


@dataclass(frozen=True)
class Timeline:
    """One page of it; `older` is where the next page begins, empty at the end."""

    moments: list[Moment]
    kind: str
    older: str


def timeline(guest: Guest, access: Access, *, kind: str = "", before: str = "") -> Timeline:
    """What happened with `guest`, latest first, `PAGE` lines from `before` on; four queries, one
    for each kind of names in what is told of the programme, and one for what messages written by hand are about.

    `kind` is a key of `FILTERS` or empty. Stays of hotels one may not see, and sensitive preferences for those who may
    not see them or of guests who forbid them, are left out.
    """
    rows = guest.touchpoints.filter(~Q(kind__in=OF_STAYS) | Q(hotel=None) | Q(hotel__in=access.hotel_ids))
    if kind in FILTERS:
        rows = rows.filter(kind__in=FILTERS[kind][1])
    if not access.may(Permission.SEE_SENSITIVE) or withholds_sensitive(guest):
        sensitive = Tag.objects.filter(is_sensitive=True).values_list("pk", flat=True)
        rows = rows.exclude(kind=Kind.OBSERVATION, details__tag__in=list(sensitive))
    rows = _after(rows.select_related("hotel", "by"), before).order_by("-at", "-pk")
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    older = f"{page[-1].at.isoformat()}_{page[-1].pk}" if len(found) > PAGE else ""
    return Timeline(_told(page, access), kind if kind in FILTERS else "", older)


def _after(rows: QuerySet[Touchpoint], before: str) -> QuerySet[Touchpoint]:
    moment, _bar, pk = before.rpartition("_")
    try:
        at, last = parse_datetime(moment), int(pk)
    except ValueError:  # 2026-02-31T00:00+00:00_1
        return rows
    return rows if at is None or at.tzinfo is None else rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=last))


def _told(rows: list[Touchpoint], access: Access) -> list[Moment]:
    tags = Tag.objects.in_bulk([_id(row.details.get("tag")) for row in rows])
    stays = (
        Stay.objects.filter(hotel__in=access.hotel_ids).select_related("hotel").in_bulk([_stay_id(row) for row in rows])
    )
    names = programme_words.names_of(rows)
    has_messages = any(row.kind == Kind.MESSAGE for row in rows)
    readable = access.ids_for(Permission.SEE_MESSAGES) if has_messages else frozenset()
    subjects = _subjects([row for row in rows if row.hotel_id in readable]) if has_messages else {}
    handled = access.ids_for(Permission.HANDLE_TICKETS) if any(row.kind == Kind.TICKET for row in rows) else frozenset()
    told = []
    for row in rows:
        icon, look = LOOKS[row.kind]
        zone = row.hotel.zone if row.hotel else timezone.get_current_timezone()
        said, stay = _words(row, tags, names), stays.get(_stay_id(row))
        message = _id(row.details.get("message")) if row.hotel_id in readable else 0
        said = subjects.get(message, said)
        ticket = _id(row.details.get("ticket")) if row.hotel_id in handled else 0
        told.append(Moment(row, said, _amount(row), stay, icon, look, zone, message, ticket))
    return told


def _subjects(rows: list[Touchpoint]) -> dict[int, str]:
    """What messages written by hand are about, by their ids; one query."""
    told = {_id(row.details.get("message")): row for row in rows if row.kind == Kind.MESSAGE}
    by_hand = Message.objects.filter(pk__in=told, template=None).only("channel", "hotel", "subject")
    return {
        message.pk: _("Message by %(channel)s: %(purpose)s")
        % {"channel": message.get_channel_display(), "purpose": message.subject}
        for message in by_hand
        if message.subject and message.hotel_id == told[message.pk].hotel_id
    }


def _stay_id(row: Touchpoint) -> int:
    """The stay that a key like ``stay:12:check_in`` names, or the details; 0 for another cause."""
    cause, _colon, rest = row.key.partition(":")
    return _id(rest.partition(":")[0]) if cause == "stay" else _id(row.details.get("stay"))


def _amount(row: Touchpoint) -> str:
    amount, currency = row.details.get("amount"), row.details.get("currency")
    return formats.money(str(amount), str(currency)) if amount and currency else ""


def _id(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else 0


def _words(row: Touchpoint, tags: dict[int, Tag], names: programme_words.Names) -> str:
    if row.kind == Kind.LOYALTY:
        return programme_words.words(row.details, names)
    if row.kind == Kind.OBSERVATION:
        return _observed(row, tags.get(_id(row.details.get("tag"))))
    found = WORDS.get(row.kind, _kind)(row)
    return str(found)


def _sent(row: Touchpoint) -> str:
    try:
        channel, purpose = Road(row.details["channel"]).label, MessagePurpose(row.details["purpose"]).label
    except (KeyError, ValueError):
        return _kind(row)
    return _("Message by %(channel)s: %(purpose)s") % {"channel": channel, "purpose": purpose}


def _observed(row: Touchpoint, tag: Tag | None) -> str:
    name = tag.name if tag else _("A preference")
    if row.details.get("what") == "withdrawn":
        return _("No longer so: %(tag)s") % {"tag": name}
    if row.details.get("source") == GuestTag.Source.STATED:
        return _("Said: %(tag)s") % {"tag": name}
    if row.details.get("source") == GuestTag.Source.INFERRED:
        return _("Inferred: %(tag)s") % {"tag": name}
    return _("Observed: %(tag)s") % {"tag": name}


def _answered(row: Touchpoint) -> str:
    try:
        purpose, channel = Purpose(row.details["purpose"]).label, Channel(row.details["channel"]).label
        decision = Consent.Decision(row.details["decision"]).label
    except (KeyError, ValueError):
        return _kind(row)
    return _("Consent to %(purpose)s, %(channel)s: %(decision)s") % {
        "purpose": purpose,
        "channel": channel,
        "decision": decision,
    }


def _edited(row: Touchpoint) -> StrOrPromise:
    return PROFILE.get(row.details.get("what", ""), _("Profile edited"))


def _merged(row: Touchpoint) -> str:
    return _("Profiles separated again") if row.details.get("what") == "undone" else _("Profiles merged")


def _opened(row: Touchpoint) -> str:
    """What the guest came with, and the number under which it is found."""
    try:
        kind = Ticket.Kind(row.details["what"]).label
    except (KeyError, ValueError):
        return _kind(row)
    return _("Ticket T-%(number)s: %(kind)s") % {"number": row.details.get("ticket", ""), "kind": kind}


def _surveyed(row: Touchpoint) -> str:
    nps, csat = row.details.get("nps"), row.details.get("csat")
    said = [f"NPS {_id(nps)}"] if nps is not None else []
    said += [f"CSAT {_id(csat)}"] if csat is not None else []
    if not said:
        return _("Survey answered")
    return _("Survey answered: %(scores)s") % {"scores": pgettext("list", ", ").join(said)}


def _reviewed(row: Touchpoint) -> str:
    try:
        site, rating = Site(row.details["site"]).label, formats.number(Decimal(row.details["rating"]), 1)
    except (KeyError, ValueError, ArithmeticError):
        return _kind(row)
    return _("Review on %(site)s: %(given)s of %(best)s") % {"site": site, "given": rating, "best": 5}


def _kind(row: Touchpoint) -> str:
    return str(row.get_kind_display()).capitalize()


WORDS: dict[str, Callable[[Touchpoint], StrOrPromise]] = {
    Kind.CONSENT: _answered,
    Kind.MERGE: _merged,
    Kind.MESSAGE: _sent,
    Kind.PROFILE: _edited,
    Kind.REVIEW: _reviewed,
    Kind.SURVEY: _surveyed,
    Kind.TICKET: _opened,
}
