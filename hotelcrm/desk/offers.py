"""What to recommend at check-in: at most two things, from the house's catalogue, else by a few plain rules.

The best founded come first: offers of the catalogue for which something of this guest or trip speaks, then the plain
rules that hold without a catalogue, then what the house offers everybody. A rule stands back behind an offer of the
catalogue that is about the same: nobody is offered the spa twice. Each says its reason.

Rules that look at what a guest did before or likes are left out for guests who want generic offers only, or said no to
personal recommendations. Next door: ``campaigns.offers`` (recommends from the catalogue).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Offer as Package
from campaigns.offers.recommending import Recommended
from campaigns.offers.saying import conditions, price
from guests.models import Contact
from stays.models import Channel, Charge, Purpose

from . import occasions
from .facts import Facts

MOST = 2
LATE = time(21)
LONG_STAY = 5
HABIT = 2  # stays in a row make one
Department = Charge.Department


@dataclass(frozen=True)
class Offer:
    """One recommendation and why."""

    code: str
    icon: str
    text: str
    source: str
    detail: str = ""
    terms: str = ""


def offers(facts: Facts) -> list[Offer]:
    """The first `MOST` recommendations, the best founded first."""
    founded = [one for one in facts.recommended if not one.is_for_everybody]
    of_house = [_of_catalogue(one) for one in facts.recommended if one.is_for_everybody]
    spoken_for = {theme for one in founded for theme in _themes(one)}
    rules = RULES if facts.by_profile else TRIP_RULES
    plain = [offer for rule in rules if (offer := rule(facts)) is not None and offer.code not in spoken_for]
    return [*(_of_catalogue(one) for one in founded), *plain, *of_house][:MOST]


def _of_catalogue(found: Recommended) -> Offer:
    offer = found.offer
    terms = " · ".join(part for part in (*conditions(offer), offer.terms) if part)
    name = _("%(offer)s, %(price)s") % {"offer": offer.name, "price": price(offer)} if price(offer) else offer.name
    return Offer(offer.code, _icon(offer), name, found.reason, offer.text, terms)


def _icon(offer: Package) -> str:
    return _ICONS.get(offer.department) or _ICONS.get(offer.scene) or "gift"


def _themes(found: Recommended) -> set[str]:
    """The plain rules that an offer of the catalogue says the same as, by their codes."""
    offer = found.offer
    return {tag.code for tag in found.tags.values()} | {offer.scene} | _RULES_ABOUT.get(offer.department, set())


# What the plain rules are called that are about the same as a department of the catalogue.
_RULES_ABOUT = {
    Department.FOOD.value: {"dinner"},
    Department.SPA.value: {"spa", "massage"},
    Department.MEETING.value: {"meeting"},
}
_ICONS = {
    Department.FOOD.value: "shop",
    Department.SPA.value: "flower1",
    Department.MEETING.value: "briefcase",
    Department.RECREATION.value: "map",
    Purpose.FAMILY.value: "balloon",
    Purpose.MEETING.value: "briefcase",
    Purpose.BUSINESS.value: "briefcase",
}


def _celebrate(facts: Facts) -> Offer | None:
    found = occasions.of_stay(facts.stay, facts.guest, facts.dates, visit=facts.visit)
    days = [occasion for occasion in found if occasion.on is not None]
    if not days:
        return None
    return Offer("celebrate", "cake2", _("A table for the occasion, with cake"), days[0].label)


def _dinner(facts: Facts) -> Offer | None:
    if not _every_time(facts.departments, Department.FOOD):
        return None
    text = ngettext(
        "dined in house on the last stay", "dined in house on the last %(count)s stays", len(facts.departments)
    )
    return Offer("dinner", "shop", _("A table for dinner tonight"), text % {"count": len(facts.departments)})


def _spa(facts: Facts) -> Offer | None:
    times = sum(Department.SPA in used for used in facts.departments)
    if not times:
        return None
    text = ngettext(
        "was in the spa on %(count)s of the last stays", "was in the spa on %(count)s of the last stays", times
    )
    return Offer("spa", "flower1", _("A spa appointment"), text % {"count": times})


def _liked(facts: Facts) -> Offer | None:
    tastes = _tastes()
    for row in facts.tags:
        if row.tag.code in tastes:
            icon, text = tastes[row.tag.code]
            return Offer(row.tag.code, icon, text, _("likes: %(tag)s") % {"tag": row.tag.name})
    return None


def _tastes() -> dict[str, tuple[str, str]]:
    """By code of the starter catalogue; a hotel's own tags recommend nothing by themselves."""
    tea = ("cup-hot", _("Half a day in the tea garden tomorrow morning"))
    wine = ("cup-straw", _("A tasting at the bar with the sommelier"))
    walk = ("map", _("The concierge's map of walks and runs"))
    return {
        "tea-culture": tea,
        "longjing-tea": tea,
        "puer-tea": tea,
        "wine-tasting": wine,
        "red-wine": wine,
        "white-wine": wine,
        "port-wine": wine,
        "hiking": walk,
        "running": walk,
        "cycling": ("bicycle", _("A bicycle and a route for the morning")),
        "golf": ("flag", _("A tee time with transfer")),
        "museums": ("bank", _("Museum tickets from the concierge")),
        "live-music": ("music-note", _("A table where the band plays tonight")),
        "local-food": ("shop", _("The chef's walk through the market")),
        "massage": ("flower1", _("A massage this evening")),
    }


def _family(facts: Facts) -> Offer | None:
    children = facts.stay.children + facts.stay.infants
    if not children:
        return None
    party = ngettext("%(count)s child in the party", "%(count)s children in the party", children)
    return Offer("family", "balloon", _("Early dinner for families, children's menu"), party % {"count": children})


def _meeting(facts: Facts) -> Offer | None:
    if facts.stay.purpose not in {Purpose.BUSINESS, Purpose.MEETING}:
        return None
    reason = facts.stay.get_purpose_display()
    if facts.stay.purpose_is_inferred:
        reason = _("%(purpose)s, inferred") % {"purpose": reason}
    return Offer("meeting", "briefcase", _("A quiet room for meetings, by the hour"), reason)


def _late_supper(facts: Facts) -> Offer | None:
    expected = facts.stay.expected_at
    if expected is None or expected < LATE:
        return None
    return Offer(
        "supper",
        "moon-stars",
        _("A light supper in the room"),
        _("expected at %(time)s") % {"time": f"{expected:%H:%M}"},
    )


def _laundry(facts: Facts) -> Offer | None:
    nights = facts.stay.nights
    if nights < LONG_STAY:
        return None
    return Offer("laundry", "basket", _("The laundry bag for long stays"), _("%(count)s nights") % {"count": nights})


def _direct(facts: Facts) -> Offer | None:
    channel = facts.stay.channel
    if channel.kind != Channel.Kind.OTA or any(contact.kind == Contact.Kind.WECOM for contact in facts.contacts):
        return None
    reason = _("booked through %(channel)s") % {"channel": channel}
    return Offer("direct", "wechat", _("Our own WeCom: the best rate next time"), reason)


Rule = Callable[[Facts], Offer | None]
TRIP_RULES: tuple[Rule, ...] = (_late_supper, _family, _laundry, _direct, _meeting)
RULES: tuple[Rule, ...] = (_celebrate, _dinner, _liked, _spa, *TRIP_RULES)


def _every_time(departments: Iterable[set[str]], department: str) -> bool:
    used = list(departments)
    return len(used) >= HABIT and all(department in each for each in used)
