"""Offers in words: why one suits, what it costs, on which conditions, and whom it is for."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Offer
from campaigns.rules.offers import FAMILIES, Part, Why
from guests.models import Tag
from hotelcrm.frame import formats
from stays.models import Charge, Purpose

from .catalogue import Package

SHOWN: Final = 2  # reasons; more would be a list to read
# Headings whose preferences are things; those of the others are sentences already: "travels with children".
THINGS: Final = frozenset({"interest", "drinks", "reading"})
Department = Charge.Department


def reason(parts: tuple[Part, ...], offer: Offer, tags: Mapping[int, Tag]) -> str:
    """Why an offer suits, in the active language: "likes: Diving · was in the spa on 3 stays"."""
    return " · ".join(_WORDS[part.why](part, offer, tags) for part in parts[:SHOWN])


def price(offer: Offer) -> str:
    """What it costs, in the active language; nothing where no price is set."""
    return formats.money(offer.price, offer.currency) if offer.price is not None else ""


def conditions(offer: Offer) -> list[str]:
    """What must hold besides the words of its terms: nights and days."""
    found = []
    if offer.least_nights:
        nights = offer.least_nights
        found.append(ngettext("from %(count)s night", "from %(count)s nights", nights) % {"count": nights})
    days = _days(offer)
    return [*found, days] if days else found


def for_whom(package: Package) -> list[str]:
    """Whom it is for, one phrase for each thing that speaks for it."""
    offer, wants = package.offer, package.wants
    if wants.is_for_everybody:
        return [_("every guest")]
    found = []
    if package.tags:
        found.append(_("prefers: %(tags)s") % {"tags": _(", ").join(tag.name for tag in package.tags)})
    if wants.scene:
        found.append(_("travels for: %(purpose)s") % {"purpose": Purpose(wants.scene).label})
    if wants.scene == FAMILIES:
        found.append(_("brings children"))
    if wants.department:
        found.append(_("used before: %(department)s") % {"department": Department(wants.department).label})
    if offer.segment is not None:
        found.append(_("in the segment “%(name)s”") % {"name": offer.segment.name})
    return found


def _days(offer: Offer) -> str:
    first, last = offer.from_day, offer.until_day
    if first and last:
        return formats.span(first, last)
    if first:
        return _("from %(day)s") % {"day": formats.date_only(first)}
    return _("until %(day)s") % {"day": formats.date_only(last)} if last else ""


def _children(part: Part, _offer: Offer, _tags: Mapping[int, Tag]) -> str:
    said = ngettext("%(count)s child in the party", "%(count)s children in the party", part.times)
    return said % {"count": part.times}


def _purpose(part: Part, _offer: Offer, _tags: Mapping[int, Tag]) -> str:
    said = _("this trip: %(purpose)s, inferred") if part.is_inferred else _("this trip: %(purpose)s")
    return said % {"purpose": Purpose(str(part.of)).label}


def _tag(part: Part, _offer: Offer, tags: Mapping[int, Tag]) -> str:
    tag = tags[int(part.of)]
    if tag.category.code not in THINGS:
        return _("%(tag)s, inferred") % {"tag": tag.name} if part.is_inferred else tag.name
    said = _("probably likes: %(tag)s") if part.is_inferred else _("likes: %(tag)s")
    return said % {"tag": tag.name}


def _segment(_part: Part, offer: Offer, _tags: Mapping[int, Tag]) -> str:
    return _("in the segment “%(name)s”") % {"name": offer.segment.name if offer.segment else ""}


def _department(part: Part, _offer: Offer, _tags: Mapping[int, Tag]) -> str:
    n = part.times
    said = {
        Department.FOOD: ngettext("dined in house on %(count)s stay", "dined in house on %(count)s stays", n),
        Department.SPA: ngettext("was in the spa on %(count)s stay", "was in the spa on %(count)s stays", n),
        Department.MEETING: ngettext("met in house on %(count)s stay", "met in house on %(count)s stays", n),
        Department.RECREATION: ngettext("went on outings on %(count)s stay", "went on outings on %(count)s stays", n),
    }
    return said[Department(str(part.of))] % {"count": n}


def _family(part: Part, _offer: Offer, _tags: Mapping[int, Tag]) -> str:
    n = part.times
    said = ngettext("brought children on %(count)s stay", "brought children on %(count)s stays", n)
    return said % {"count": n}


def _scene(part: Part, _offer: Offer, _tags: Mapping[int, Tag]) -> str:
    return _("mostly travels for: %(purpose)s") % {"purpose": Purpose(str(part.of)).label}


def _everybody(_part: Part, _offer: Offer, _tags: Mapping[int, Tag]) -> str:
    return _("for every guest")


_WORDS: Final[dict[Why, Callable[[Part, Offer, Mapping[int, Tag]], str]]] = {
    Why.CHILDREN: _children,
    Why.PURPOSE: _purpose,
    Why.TAG: _tag,
    Why.SEGMENT: _segment,
    Why.DEPARTMENT: _department,
    Why.FAMILY: _family,
    Why.SCENE: _scene,
    Why.EVERYBODY: _everybody,
}
