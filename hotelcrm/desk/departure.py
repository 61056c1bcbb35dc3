"""The departure brief: what to thank for, what to make sure of, a small gift or the way home, the word to come back."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guests.models import Contact, Guest, VipLevel
from hotelcrm.accounts.access import Access
from hotelcrm.frame import formats
from stays import queries
from stays.models import Channel, Charge, Stay

from .brief import Line, alerts, made_good, occasion_lines
from .facts import Facts, facts_of

REGULAR = 3
LONG_STAY = 5


@dataclass(frozen=True)
class DepartureBrief:
    """The pane as the page shows it."""

    stay: Stay
    guest: Guest | None
    visit: int
    spend: list[tuple[str, Decimal]] = field(default_factory=list)
    alerts: list[Line] = field(default_factory=list)
    thanks: list[Line] = field(default_factory=list)
    mend: list[Line] = field(default_factory=list)
    gifts: list[Line] = field(default_factory=list)
    again: list[Line] = field(default_factory=list)


def departure_brief_of(stay: Stay, *, today: date, access: Access) -> DepartureBrief:
    """The departure brief of `stay` for somebody with `access`."""
    facts = facts_of(stay, today=today, access=access)
    if facts is None:
        return DepartureBrief(stay, None, 0, thanks=_bill(stay))
    used = queries.departments_used([stay])[stay.pk]
    return DepartureBrief(
        stay=stay,
        guest=facts.guest,
        visit=facts.visit,
        spend=sorted(facts.spend.items()),
        alerts=[line for line in alerts(facts) if line.kind == "alert"],
        thanks=thanks(facts, used),
        mend=[*made_good(facts), *mend(facts)],
        gifts=gifts(facts),
        again=again(facts),
    )


def thanks(facts: Facts, used: set[str]) -> list[Line]:
    """What to thank for: loyalty first, then occasions, length, and what was enjoyed in house."""
    lines = []
    if facts.guest.vip_level:
        lines.append(Line("vip", "star-fill", str(VipLevel(facts.guest.vip_level).label), source=_("guest profile")))
    if facts.visit >= REGULAR:
        source = _("stay no. %(visit)s at this hotel") % {"visit": facts.visit}
        lines.append(Line("plain", "heart", _("For coming back"), source=source))
    elif facts.visit == 1:
        lines.append(
            Line("plain", "heart", _("For choosing us for the first time"), source=_("first stay at this hotel"))
        )
    lines += [Line("soon", line.icon, line.text, source=line.source) for line in occasion_lines(facts)]
    if facts.stay.nights >= LONG_STAY:
        nights = ngettext("%(count)s night", "%(count)s nights", facts.stay.nights) % {"count": facts.stay.nights}
        lines.append(Line("plain", "calendar-range", _("For the long stay"), source=nights))
    enjoyed = [str(Charge.Department(code).label) for code in sorted(used - {Charge.Department.ROOM.value, "other"})]
    if enjoyed:
        lines.append(
            Line(
                "plain",
                "hand-thumbs-up",
                _("Ask how they liked it: %(what)s") % {"what": pgettext("list", ", ").join(enjoyed)},
                source=_("charges of this stay"),
            )
        )
    return [*lines, *_bill(facts.stay)]


def mend(facts: Facts) -> list[Line]:
    """What may have gone wrong: wishes made with the booking, to be asked about."""
    if not facts.stay.requests:
        return []
    text = _("Was it as wished? “%(request)s”") % {"request": facts.stay.requests}
    return [Line("plain", "chat-left-text", text, source=_("booking · %(channel)s") % {"channel": facts.stay.channel})]


def gifts(facts: Facts) -> list[Line]:
    """One small gift and one piece of advice for the road, by party and preference."""
    found = (rule(facts) for rule in (_gift, _transport))
    return [line for line in found if line is not None]


def again(facts: Facts) -> list[Line]:
    """How to invite back: one's own channel to those who came through another's, the usual room to regulars."""
    stay = facts.stay
    lines = []
    if stay.channel.kind == Channel.Kind.OTA and not _on_wecom(facts):
        source = _("booked through %(channel)s") % {"channel": stay.channel}
        lines.append(
            Line("plain", "wechat", _("Invite to our WeCom: next time direct, at the best rate"), source=source)
        )
    if stay.company is not None:
        source = _("company account")
        lines.append(
            Line(
                "plain",
                "building",
                _("Next dates at the rate of %(company)s?") % {"company": stay.company},
                source=source,
            )
        )
    if facts.visit >= REGULAR and stay.room:
        source = _("stay no. %(visit)s at this hotel") % {"visit": facts.visit}
        lines.append(
            Line(
                "plain",
                "door-open",
                _("Offer to keep room %(room)s for next time") % {"room": stay.room},
                source=source,
            )
        )
    if not lines:
        lines.append(Line("plain", "calendar-plus", _("Ask for the next dates"), source=_("always worth a word")))
    return lines


def _gift(facts: Facts) -> Line | None:
    if facts.stay.children + facts.stay.infants:
        return Line("plain", "gift", _("A postcard and a sweet for the children"), source=_("children in the party"))
    if not facts.by_profile:
        return None
    gift = next((row for row in facts.tags if row.tag.code in _gifts()), None)
    if gift is None:
        return None
    return Line("plain", "gift", _gifts()[gift.tag.code], source=_("likes: %(tag)s") % {"tag": gift.tag.name})


def _gifts() -> dict[str, str]:
    tea, wine = _("A small tin of tea"), _("A half bottle for the journey")
    return {
        "tea-culture": tea,
        "longjing-tea": tea,
        "puer-tea": tea,
        "black-tea": tea,
        "coffee": _("A bag of the house coffee"),
        "red-wine": wine,
        "white-wine": wine,
        "port-wine": wine,
        "childrens-books": _("A picture book of the town"),
        "buckwheat-pillow": _("The card of the pillow maker"),
    }


def _transport(facts: Facts) -> Line | None:
    habits = _habits()
    for row in facts.tags:
        if row.tag.code in habits and facts.by_profile:
            icon, text = habits[row.tag.code]
            return Line("plain", icon, text, source=_("habit: %(tag)s") % {"tag": row.tag.name})
    if facts.stay.children + facts.stay.infants:
        return Line("plain", "car-front", _("A car with child seats"), source=_("children in the party"))
    country = str(facts.guest.nationality.code or "")
    if country and country != facts.stay.hotel.country:
        return Line("plain", "airplane", _("Airport transfer, and enough time for it"), source=_("guest from abroad"))
    return Line("plain", "train-front", _("Ask where to next: taxi, station or airport"), source=_("no habit known"))


def _habits() -> dict[str, tuple[str, str]]:
    return {
        "airport-transfer": ("airplane", _("Airport transfer: confirm the time")),
        "station-transfer": ("train-front", _("Transfer to the station: confirm the time")),
        "parking": ("car-front", _("Have the car brought round")),
        "electric-car": ("lightning", _("See that the car is charged")),
        "own-driver": ("car-front", _("Call the driver")),
    }


def _bill(stay: Stay) -> list[Line]:
    if not stay.revenue:
        return []
    return [Line("plain", "receipt", formats.money(stay.revenue, stay.currency), source=_("charges of this stay"))]


def _on_wecom(facts: Facts) -> bool:
    return any(contact.kind == Contact.Kind.WECOM for contact in facts.contacts)
