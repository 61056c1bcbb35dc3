"""A guest joins: number, first tier and welcome pack at once, or none of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from guests.actions import add_contact, edit_guest, lock, record_consent
from guests.consent import holds
from guests.models import Consent, Guest, Touchpoint
from guests.models.consent import Channel, Notice, Purpose
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from loyalty import ledger, numbers
from loyalty.models import Member, PointsEntry, Programme, Tier, TierChange, Voucher

from . import vouchers
from .refusal import Refused
from .settling import note_due

# Who left this morning and joins at noon has earned already.
TODAYS = "SELECT id FROM stays_stay WHERE guest_id = {guest} AND status = 'checked_out' AND departure >= '{since}'"
NEXT = "SELECT nextval('loyalty_member_number')"


class MembershipClosed(Refused):
    sentence = gettext_lazy("This guest's membership was closed. Ask whoever manages the programme.")


class GuestErased(Refused):
    sentence = gettext_lazy("This profile was erased; nobody can join with it.")


@dataclass(frozen=True)
class Answers:
    """What the guest said at joining: a contact as typed with its kind, day and month of birth, a yes to messages.

    `agreed` is the notice that was shown for it; whatever was not asked or not said is empty.
    """

    contact: tuple[str, str] | None = None
    birthday: tuple[int, int] | None = None
    agreed: Notice | None = None


@transaction.atomic
def enrol(guest: Guest, *, hotel: Hotel, by: User | None, at: datetime) -> Member:
    """Make `guest` a member and return the row; who is one already stays the same member, with nothing given twice.

    The welcome points and vouchers of the programme are given in the same transaction. Raises `MembershipClosed` and
    `GuestErased`; nothing is kept then.
    """
    person = lock(guest)
    if person.erased_at is not None:
        raise GuestErased
    found = Member.objects.filter(guest=person).first()
    if found is None:
        with trail("loyalty.enrol", by=by, guest=person.pk):
            return _join(person, hotel=hotel, by=by, at=at)
    if found.closed_on is not None or found.merged_into_id is not None:
        raise MembershipClosed
    return found


@transaction.atomic
def enrol_with(guest: Guest, *, answers: Answers, hotel: Hotel, by: User, at: datetime) -> Member:
    """Keep what the guest said at the desk, enrol the guest and return the member, all or nothing.

    Raises what `enrol` raises, `guests.normalise.Unreadable` for a contact that cannot be one and
    `guests.days.NoSuchDayError` for a birthday that no calendar has.
    """
    person = lock(guest)
    if answers.contact is not None:
        kind, value = answers.contact
        add_contact(person, kind=kind, value=value, by=by, at=at, hotel=hotel)
    if answers.birthday is not None and person.birth_month is None:
        month, day = answers.birthday
        edit_guest(person, version=person.version, by=by, at=at, birth_month=month, birth_day=day)
    if answers.agreed is not None and not holds(person, Purpose.MARKETING):
        record_consent(
            person,
            purpose=Purpose.MARKETING,
            channel=Channel.ANY,
            decision=Consent.Decision.GIVEN,
            evidence=Consent.Evidence.DESK,
            by=by,
            at=at,
            hotel=hotel,
            notice=answers.agreed,
        )
    return enrol(person, hotel=hotel, by=by, at=at)


def _join(guest: Guest, *, hotel: Hotel, by: User | None, at: datetime) -> Member:
    programme = Programme.current()
    today, first = programme.today(at), Tier.objects.order_by("rank")[0]
    # A departure is of the hotel's day: who leaves today in the west of the programme's zone has joined before.
    since = min(today, hotel.today(at))
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        running = cursor.fetchone()[0]
    member = Member.objects.create(
        guest=guest,
        number=numbers.make(programme.number_prefix, running),
        hotel=hotel,
        joined_on=since,
        joined_by=by,
        tier=first,
        earned_tier=first,
    )
    TierChange.objects.create(member=member, after=first, on=today, why=TierChange.Why.JOINED, by=by, at=at)
    touch(
        guest,
        kind=Touchpoint.Kind.LOYALTY,
        key=f"member:{member.pk}:joined",
        at=at,
        hotel=hotel,
        by=by,
        what="joined",
        points=programme.welcome_points,
    )
    _welcome(member, programme, hotel=hotel, by=by, at=at)
    with connection.cursor() as cursor:
        note_due(cursor, TODAYS.format(guest=guest.pk, since=since), at=at)
    return member


def _welcome(member: Member, programme: Programme, *, hotel: Hotel, by: User | None, at: datetime) -> None:
    if programme.welcome_points:
        posting = ledger.Posting(
            member_id=member.pk,
            points=programme.welcome_points,
            kind=PointsEntry.Kind.BONUS,
            key=f"welcome:{member.pk}",
            at=at,
            on=programme.today(at),
            hotel_id=hotel.pk,
            by_id=by.pk if by else None,
        )
        ledger.credit(posting, programme=programme)
        member.refresh_from_db(fields=["balance", "debt", "active_on"])
    for kind in programme.welcome_vouchers.filter(is_active=True).order_by("pk"):
        vouchers.issue(
            kind,
            guest=member.guest,
            source=Voucher.Source.WELCOME,
            key=f"welcome:{member.pk}:{kind.code}",
            by=by,
            at=at,
            hotel=hotel,
        )
