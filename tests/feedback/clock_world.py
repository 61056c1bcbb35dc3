"""Houses with hours and promises, as managers enter them, moments as people say them, and who was told what."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from feedback.models import Notice, ServiceLevel, Severity, Shift, SpecialDay, Ticket, TicketEvent
from hotelcrm.accounts.models import Hotel, User
from tests.factories import HotelFactory

ZONES = {"CN": "Asia/Shanghai", "FR": "Europe/Paris", "XX": "Asia/Shanghai"}
OFFICE = ((9, 12), (13, 18))
MORNING = ((9, 12),)
NIGHT = ((22, 6),)
WEEKS = {
    "office": dict.fromkeys(range(5), OFFICE),
    "short Wednesdays": dict.fromkeys(range(5), OFFICE) | {2: MORNING},
    "nights": dict.fromkeys(range(7), NIGHT),
    "always": {},
}


def house(week="office", country="CN", *, respond=30, resolve=60, is_always=False) -> Hotel:
    """A hotel with a week of `WEEKS`, whose promises are the same whatever the severity."""
    hotel = HotelFactory(country=country, time_zone=ZONES[country])
    for weekday, shifts in WEEKS[week].items():
        for opens, closes in shifts:
            Shift.objects.create(hotel=hotel, weekday=weekday, opens=time(opens), closes=time(closes))
    for severity in Severity.values:
        promise(hotel, severity, respond, resolve, is_always=is_always)
    return hotel


def promise(hotel, severity, respond, resolve, *, is_always=False) -> ServiceLevel:
    facts = {"respond_minutes": respond, "resolve_minutes": resolve, "is_always": is_always}
    return ServiceLevel.objects.create(hotel=hotel, severity=severity, **facts)


def special(hotel, day, like=None) -> SpecialDay:
    """`day` as "10-5", of 2026."""
    return SpecialDay.objects.create(hotel=hotel, day=moment(day + " 0:00").date(), like=like, name="Special")


def moment(text, hotel=None) -> datetime:
    """ "10-5 9:30" of 2026 by the clock on the wall of `hotel` (Shanghai, if none is given)."""
    zone = ZoneInfo(hotel.time_zone if hotel else "Asia/Shanghai")
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def told(ticket: Ticket) -> list[str]:
    """The keys of its alarms, in order."""
    kinds = [TicketEvent.Kind.WARNED, TicketEvent.Kind.BREACHED]
    return list(ticket.events.filter(kind__in=kinds).order_by("pk").values_list("key", flat=True))


def noticed(*people: User) -> list[list[str]]:
    """For each person the keys of the alarms that stand in the notices, in order."""
    of = Notice.objects.filter(why__in=["warned", "breached"]).order_by("pk")
    return [list(of.filter(user=person).values_list("event__key", flat=True)) for person in people]
