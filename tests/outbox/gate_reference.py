"""The gate once more, slow and obvious: one question at a time, one fact after the other, in Python."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guests.models import Consent, Contact, Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.gate.asking import Question
from hotelcrm.outbox.models import Message, MessagePolicy, Suppression

KINDS = {"sms": "phone", "email": "email", "wecom": "wecom"}
Answer = tuple[str, datetime | None]


def judge(question: Question, *, at: datetime) -> Answer:
    """The reason that keeps it, or none, and until when."""
    moment = max(at, question.due_at)
    if question.guest_id is None:
        return ("too_late", None) if question.expires_at and moment > question.expires_at else ("", None)
    guest = Guest.objects.get(pk=question.guest_id)
    hotel = Hotel.objects.get(pk=question.hotel_id)
    policy = MessagePolicy.objects.filter(hotel=hotel).first() or MessagePolicy(hotel=hotel)
    zone = ZoneInfo(guest.time_zone or hotel.time_zone)
    refused = _refusal(question, guest, policy, moment.astimezone(zone).date(), moment)
    if refused:
        return refused, None
    reason, free_at = _spaced(question, guest, policy, moment, at)
    if question.purpose != "service":
        morning = quiet_until(free_at, zone, policy.quiet_from, policy.quiet_until)
        if morning:
            reason, free_at = reason or "quiet_hours", morning
    if not reason or (question.expires_at and free_at > question.expires_at):
        return reason, None
    return reason, free_at


def _refusal(question: Question, guest: Guest, policy: MessagePolicy, today: date, moment: datetime) -> str:
    wanted, is_marketing = question.purpose != "service", question.purpose == "marketing"
    contact = _contact(guest, question.channel)
    checks = {
        "erased": guest.erased_at is not None,
        "merged": guest.merged_into_id is not None,
        "restricted": guest.restricted_at is not None,
        "too_late": question.expires_at is not None and moment > question.expires_at,
        "no_consent": wanted and not _agreed(guest, question),
        "minor": wanted and _is_minor(guest, policy.adult_age, today),
        "generic_only": is_marketing and not question.is_generic and _wants_generic(guest),
        "no_address": contact is None,
        "bounced": contact is not None and contact.bounced_at is not None,
        "suppressed": contact is not None and _suppressed(contact, question),
        "weekly_cap": is_marketing and policy.weekly_cap == 0,
        "monthly_cap": is_marketing and policy.monthly_cap == 0,
    }
    return next((reason for reason, holds in checks.items() if holds), "")


def _answers(guest: Guest, purpose: str, channel: str) -> list[Consent]:
    people = [guest.pk, *Guest.objects.filter(merged_into=guest).values_list("pk", flat=True)]
    rows = Consent.objects.filter(guest__in=people, purpose=purpose, channel=channel)
    return sorted(rows, key=lambda row: (row.at, row.pk))


def _agreed(guest: Guest, question: Question) -> bool:
    heard = _answers(guest, question.purpose, question.channel) or _answers(guest, question.purpose, "any")
    return bool(heard) and heard[-1].decision == "given"


def _wants_generic(guest: Guest) -> bool:
    heard = _answers(guest, "profiling", "any")
    return guest.generic_offers_only or (bool(heard) and heard[-1].decision != "given")


def _is_minor(guest: Guest, adult_age: int, today: date) -> bool:
    """Until the birthday on which the age is reached; where the day is not known, the last it can be."""
    if guest.birth_year is None:
        return False
    year, day = guest.birth_year + adult_age, (guest.birth_month, guest.birth_day)
    if guest.birth_is_lunar:
        year, day = year + 1, (2, 20)  # the lunar year has ended by then
    elif None in day:
        day = (12, 31)
    return (today.year, today.month, today.day) < (year, *day)


def _contact(guest: Guest, channel: str) -> Contact | None:
    rows = [row for row in Contact.objects.filter(guest=guest) if row.kind == KINDS[channel]]
    return max(rows, key=lambda row: (row.is_primary, row.created_at, row.pk), default=None)


def _suppressed(contact: Contact, question: Question) -> bool:
    rows = Suppression.objects.filter(channel=question.channel, lifted_at=None)
    whys = {row.why for row in rows if bytes(row.value_index) == bytes(contact.value_index)}
    return bool(whys - {"unsubscribed"} if question.purpose == "service" else whys)


def _spaced(
    question: Question, guest: Guest, policy: MessagePolicy, moment: datetime, at: datetime
) -> tuple[str, datetime]:
    if question.purpose != "marketing":
        return "", moment
    rows = Message.objects.filter(guest=guest, purpose="marketing", handed_at__gt=at - timedelta(days=30))
    times = sorted((row.handed_at for row in rows if row.handed_at), reverse=True)
    ends = {
        "monthly_cap": _full_until(times, policy.monthly_cap, timedelta(days=30)),
        "weekly_cap": _full_until(times, policy.weekly_cap, timedelta(days=7)),
        "min_gap": _full_until(times, 1, timedelta(hours=policy.min_gap_hours)),
    }
    reason = max(ends, key=lambda name: ends[name])  # of equals the first
    return (reason, ends[reason]) if ends[reason] > moment else ("", moment)


def _full_until(times: list[datetime], most: int, window: timedelta) -> datetime:
    """When the last of `most` leaves the window."""
    return times[most - 1] + window if len(times) >= most else datetime.min.replace(tzinfo=UTC)


def quiet_until(moment: datetime, zone: ZoneInfo, begins: time, ends: time) -> datetime | None:
    """When the night ends in which `moment` lies by the clock of `zone`; of a time that comes twice the second."""
    clock = moment.astimezone(zone)
    now = clock.time()
    over_midnight = begins > ends
    is_night = (now >= begins or now < ends) if over_midnight else begins <= now < ends
    if not is_night:
        return None
    day = clock.date() + timedelta(days=1 if over_midnight and now >= begins else 0)
    morning = datetime.combine(day, ends)
    return max(morning.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
