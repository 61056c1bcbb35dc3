"""The lives of `lives` as rows: written down morning by morning, and what leaves the house, by the real claim."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import NOT_PROVIDED, Model

from campaigns.facts.counting import count_all, count_changed
from feedback.models import Invitation, Ticket
from guests.models import Consent, Contact, Guest, SpecialDate
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.delivery.claiming import claim
from hotelcrm.outbox.delivery.lanes import busy
from hotelcrm.outbox.models import Attempt, Message
from hotelcrm.pii import blind
from loyalty.models import Member, PointsEntry, PointsLot, Tier, TierChange
from stays.models import Channel, Stay
from tests.factories import ChannelFactory, SurveyFactory, TicketFactory

from .lives import DAY, FIRST, Life, Lot, Score, Visit
from .reference import SHANGHAI

Moved = tuple[Life, Visit]
TABLES = (
    "guests_guest, guests_contact, guests_consent, stays_stay, loyalty_member, campaigns_guestfacts, "
    "campaigns_enrolment, campaigns_sent, outbox_message, outbox_mailing"
)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def people(hotel: Hotel, lives: Sequence[Life]) -> None:
    """The guests, their addresses, answers and special days."""
    Guest.objects.bulk_create(
        Guest(
            pk=life.pk,
            full_name="张敏",
            time_zone=life.zone,
            birth_month=life.birthday[0] if life.birthday else None,
            birth_day=life.birthday[1] if life.birthday else None,
            birth_is_lunar=bool(life.birthday and life.birthday[2]),
        )
        for life in lives
    )
    Contact.objects.bulk_create(_address(life) for life in lives)
    Consent.objects.bulk_create(
        Consent(guest_id=life.pk, purpose="marketing", channel="any", decision="given", evidence="desk", at=LONG_AGO)
        for life in lives
        if life.may_be_written_to
    )
    SpecialDate.objects.bulk_create(
        SpecialDate(
            guest_id=life.pk,
            kind="wedding",
            month=life.wedding[0],
            day=life.wedding[1],
            is_lunar=life.wedding[2],
            year=life.wedding_year,
        )
        for life in lives
        if life.wedding
    )


def _address(life: Life) -> Contact:
    address = f"guest-{life.pk}@example.com"
    index = blind.index("email", address)
    return Contact(guest_id=life.pk, kind="email", value=address, value_index=index, is_primary=True)


class House:
    """The hotel's books, a morning at a time: what a morning changes is written by a statement for each table."""

    def __init__(self, hotel: Hotel, lives: Sequence[Life]) -> None:
        self.hotel = hotel
        self.counted = FIRST
        self.channel: Channel = ChannelFactory()
        self.tiers = {tier.rank: tier for tier in Tier.objects.all()}
        self.survey = SurveyFactory()
        self.members: dict[int, Member] = {}
        self.lots: dict[int, PointsLot] = {}
        self.tickets: dict[int, Ticket] = {}
        self.moves: defaultdict[date, list[Moved]] = defaultdict(list)
        self.joins: defaultdict[date, list[Life]] = defaultdict(list)
        self.changes: defaultdict[date, list[tuple[int, date, int, int]]] = defaultdict(list)
        self.opened: defaultdict[date, list[tuple[int, Lot]]] = defaultdict(list)
        self.spent: defaultdict[date, list[int]] = defaultdict(list)
        self.answers: defaultdict[date, list[tuple[int, Score]]] = defaultdict(list)
        self.resolved: defaultdict[date, list[int]] = defaultdict(list)
        for life in lives:
            self._enter(life)

    def _enter(self, life: Life) -> None:
        """On which mornings something is to be written of `life`; what was before is written on the first."""
        for visit in life.visits:
            for day in {visit.booked, visit.arrival, visit.departure, visit.cancelled or visit.booked}:
                self.moves[_from_first(day)].append((life, visit))
        if life.joined:
            self.joins[_from_first(life.joined)].append(life)
        for on, before, after in life.changes:
            self.changes[_from_first(on)].append((life.pk, on, before, after))
        for lot in life.lots:
            self.opened[_from_first(lot.opened)].append((life.pk, lot))
            if lot.spent is not None:
                self.spent[_from_first(lot.spent)].append(life.pk)
        for score in life.scores:
            self.answers[_from_first(score.day)].append((life.pk, score))
            if score.resolved is not None:
                self.resolved[_from_first(score.resolved)].append(life.pk)

    def past(self) -> None:
        """Everything that is so before the first day."""
        self._write(FIRST - DAY)
        self.analyze()
        self.count_all(FIRST - DAY)

    def morning(self, day: date) -> None:
        """Everything that is so from `day` on."""
        self._write(day)

    def count(self, day: date) -> None:
        """Those whom the mornings since the last count changed; all in a new month, when windows of months move on."""
        if day.month == self.counted.month:
            count_changed(today=day, limit=100_000)
        else:
            self.count_all(day)
        self.counted = day

    def count_all(self, day: date) -> None:
        """The night's count."""
        count_all(today=day)

    def analyze(self) -> None:
        """Tell the planner what there is: nobody else does so in so short a year."""
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {TABLES}")

    def _write(self, day: date) -> None:
        self._stays(day)
        self._join(self.joins[day])
        self._change(self.changes[day])
        self._earn(self.opened[day])
        if self.spent[day]:
            spent = [self.lots[pk].pk for pk in self.spent[day]]
            PointsLot.objects.filter(pk__in=spent).update(remaining=0)
        self._answer(self.answers[day])
        if self.resolved[day]:
            tickets = [self.tickets[pk].pk for pk in self.resolved[day]]
            Ticket.objects.filter(pk__in=tickets).update(state="resolved", resolved_at=_at(day))

    def _stays(self, day: date) -> None:
        moved = {id(visit): (life, visit) for life, visit in self.moves[day] if visit.status(day)}
        new = [(life, visit) for life, visit in moved.values() if not visit.ids]
        known = [(visit, pk) for _life, visit in moved.values() for pk in visit.ids]
        if known:
            with connection.cursor() as cursor:
                ids, states = [pk for _visit, pk in known], [visit.status(day) for visit, _pk in known]
                cursor.execute(MOVE, {"ids": ids, "states": states, "at": _at(day)})
        rows = [(visit, self._stay(life, visit, day)) for life, visit in new for _room in range(visit.rooms)]
        nothing = Stay(hotel=self.hotel, channel=self.channel, source="year", currency="CNY")
        for (visit, _row), pk in zip(rows, copies(nothing, [row for _visit, row in rows]), strict=True):
            visit.ids.append(pk)

    def _stay(self, life: Life, visit: Visit, day: date) -> dict[str, Any]:
        status = visit.status(day)
        return {
            "guest_id": life.pk,
            "external_id": uuid4().hex,
            "status": status,
            "booked_on": visit.booked,
            "arrival": visit.arrival,
            "departure": visit.departure,
            "checked_in_at": _at(visit.arrival) if status in {"in_house", "checked_out"} else None,
        }

    def _join(self, lives: Iterable[Life]) -> None:
        common = {"hotel": self.hotel, "tier": self.tiers[0], "earned_tier": self.tiers[0]}
        rows = [
            Member(guest_id=one.pk, number=f"88{one.pk:08}", joined_on=one.joined, **common)
            for one in lives
            if one.joined is not None
        ]
        for member in Member.objects.bulk_create(rows):
            self.members[member.guest_id] = member

    def _change(self, changes: Iterable[tuple[int, date, int, int]]) -> None:
        """In the order of their days, so that the last one of the past is what holds."""
        found = sorted(changes, key=lambda change: change[1])
        TierChange.objects.bulk_create(
            TierChange(
                member=self.members[guest],
                on=on,
                why="reached" if after > before else "lapsed",
                at=_at(on),
                before=self.tiers[before],
                after=self.tiers[after],
            )
            for guest, on, before, after in found
        )
        held: defaultdict[int, list[int]] = defaultdict(list)
        for guest, rank in {guest: after for guest, _on, _before, after in found}.items():
            held[rank].append(self.members[guest].pk)
        for rank, members in held.items():
            Member.objects.filter(pk__in=members).update(tier=self.tiers[rank])

    def _earn(self, opened: Sequence[tuple[int, Lot]]) -> None:
        entries = PointsEntry.objects.bulk_create(
            PointsEntry(
                member=self.members[guest], points=500, kind="earn", key="year", on=lot.opened, at=_at(lot.opened)
            )
            for guest, lot in opened
        )
        lots = PointsLot.objects.bulk_create(
            PointsLot(
                member=entry.member,
                entry=entry,
                points=500,
                remaining=500,
                opened_on=lot.opened,
                expires_on=lot.expires,
            )
            for entry, (_guest, lot) in zip(entries, opened, strict=True)
        )
        self.lots |= {guest: row for row, (guest, _lot) in zip(lots, opened, strict=True)}

    def _answer(self, answers: Sequence[tuple[int, Score]]) -> None:
        """What a low score says opens a complaint."""
        moments = {"invited_at": LONG_AGO, "expires_at": LONG_AGO}
        nothing = Invitation(survey=self.survey, hotel=self.hotel, channel="email", **moments)
        rows = [
            {"guest_id": guest, "key": f"year:{guest}", "nps": score.nps, "finished_at": _at(score.day)}
            for guest, score in answers
        ]
        for (guest_id, score), pk in zip(answers, copies(nothing, rows), strict=True):
            score.id = pk
            if score.nps <= 6:
                guest = Guest.objects.get(pk=guest_id)
                self.tickets[guest_id] = TicketFactory(hotel=self.hotel, guest=guest, at=_at(score.day))


# Who came is in house from five past midnight.
MOVE = """
UPDATE stays_stay s SET status = m.status,
    checked_in_at = CASE m.status WHEN 'in_house' THEN %(at)s ELSE s.checked_in_at END
FROM unnest(%(ids)s::bigint[], %(states)s::text[]) m (id, status) WHERE s.id = m.id
"""


def copies(pattern: Model, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Save copies of `pattern` that differ in the columns of `rows`; their ids.

    Of twelve thousand stays of thirty columns an ORM prepares each value by itself, which takes longer than all else.
    """
    if not rows:
        return []
    table = pattern._meta.db_table
    fields = [one for one in pattern._meta.concrete_fields if not one.primary_key and one.db_default is NOT_PROVIDED]
    names = ", ".join(str(one.column) for one in fields)
    common = {one.column: one.value_from_object(pattern) for one in fields}
    statement = (
        f"INSERT INTO {table} ({names}) SELECT {names}"
        f" FROM jsonb_populate_recordset(jsonb_populate_record(NULL::{table}, %s), %s) RETURNING id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(given, default=str) for given in (common, rows)])
        return [pk for (pk,) in cursor.fetchall()]


def deliver(at: datetime) -> int:
    """Let leave what may leave at `at`: claimed by the real claim, and taken by a provider."""
    gone = 0
    for lane in busy(at):
        claimed = claim(lane, at=at, limit=1_000).claimed
        moments = {"started_at": at, "finished_at": at, "outcome": "accepted"}
        Attempt.objects.bulk_create(Attempt(message=one.message, attempt=one.attempt, **moments) for one in claimed)
        ids = [one.message.pk for one in claimed]
        Message.objects.filter(pk__in=ids).update(state="sent", handed_at=at, sent_at=at, lease_until=None)
        gone += len(ids)
    return gone


def die_with_messages_in_hand(at: datetime) -> None:
    """Claim what may leave at `at` and die: of every second one before it is handed over, of the others behind it."""
    claimed = chain.from_iterable(claim(lane, at=at, limit=1_000).claimed for lane in busy(at))
    handed = [one for one in claimed if one.message.pk % 2]
    Attempt.objects.bulk_create(Attempt(message=one.message, attempt=one.attempt, started_at=at) for one in handed)
    Message.objects.filter(pk__in=[one.message.pk for one in handed]).update(handed_at=at)


def _from_first(day: date) -> date:
    return max(day, FIRST - DAY)


def _at(day: date) -> datetime:
    """Five minutes past midnight."""
    return datetime.combine(day, time(0, 5), SHANGHAI)
