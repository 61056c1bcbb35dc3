"""The lives of `lives` as rows: written down morning by morning, and what leaves the house, by the real claim."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import uuid4

from django.db import connection

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
from tests.factories import ChannelFactory, InvitationFactory, SurveyFactory, TicketFactory

from .lives import DAY, FIRST, Life, Visit
from .reference import SHANGHAI

Room = tuple[Life, Visit]
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
    """The hotel's books, a morning at a time."""

    def __init__(self, hotel: Hotel, lives: Sequence[Life]) -> None:
        self.hotel, self.lives = hotel, lives
        self.channel: Channel = ChannelFactory()
        self.tiers = {tier.rank: tier for tier in Tier.objects.all()}
        self.survey = SurveyFactory()
        self.members: dict[int, Member] = {}
        self.lots: dict[int, PointsLot] = {}
        self.tickets: dict[int, Ticket] = {}
        self.moves: defaultdict[date, list[Room]] = defaultdict(list)
        for life in lives:
            for visit in life.visits:
                for day in {visit.booked, visit.arrival, visit.departure, visit.cancelled or visit.booked}:
                    self.moves[max(day, FIRST - DAY)].append((life, visit))

    def past(self) -> None:
        """Everything that is so before the first day."""
        self._write(FIRST - DAY)
        self.count_all(FIRST - DAY)

    def morning(self, day: date) -> None:
        """Everything that is so from `day` on."""
        self._write(day)
        count_changed(today=day, limit=100_000)

    def count_all(self, day: date) -> None:
        """The night's count."""
        self.analyze()
        count_all(today=day)

    def analyze(self) -> None:
        """Tell the planner what there is: nothing of it is committed, so nobody else does."""
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {TABLES}")

    def _write(self, day: date) -> None:
        self._stays(day)
        self._members(day)
        self._scores(day)

    def _stays(self, day: date) -> None:
        moved = {id(visit): (life, visit) for life, visit in self.moves.get(day, ())}
        new = [(life, visit) for life, visit in moved.values() if not visit.ids and visit.status(day)]
        rows = [(visit, self._stay(life, visit, day)) for life, visit in new for _room in range(visit.rooms)]
        Stay.objects.bulk_create(row for _visit, row in rows)
        for visit, row in rows:
            visit.ids.append(row.pk)
        known = {id(visit) for _life, visit in new}
        by_status: defaultdict[str, list[int]] = defaultdict(list)
        for _life, visit in moved.values():
            if id(visit) not in known:
                by_status[visit.status(day)] += visit.ids
        for status, ids in by_status.items():
            come = {"checked_in_at": _at(day)} if status == "in_house" else {}
            Stay.objects.filter(pk__in=ids).update(status=status, **come)

    def _stay(self, life: Life, visit: Visit, day: date) -> Stay:
        status = visit.status(day)
        return Stay(
            hotel=self.hotel,
            guest_id=life.pk,
            channel=self.channel,
            source="year",
            external_id=uuid4().hex,
            status=status,
            booked_on=visit.booked,
            arrival=visit.arrival,
            departure=visit.departure,
            checked_in_at=_at(visit.arrival) if status in {"in_house", "checked_out"} else None,
            currency="CNY",
        )

    def _members(self, day: date) -> None:
        is_first = day < FIRST
        for life in self.lives:
            if life.joined and (life.joined == day or (is_first and life.joined < day)):
                self._join(life)
            if life.pk not in self.members:
                continue
            for on, before, after in life.changes:
                if on == day or (is_first and on < day):
                    self._change(self.members[life.pk], on, before, after)
            for lot in life.lots:
                if lot.opened == day or (is_first and lot.opened < day):
                    self._earn(life, lot.opened, lot.expires)
                if lot.spent is not None and (lot.spent == day or (is_first and lot.opened <= lot.spent < day)):
                    PointsLot.objects.filter(pk=self.lots[life.pk].pk).update(remaining=0)

    def _join(self, life: Life) -> None:
        tier = self.tiers[0]
        facts = {"number": f"88{life.pk:08}", "hotel": self.hotel, "joined_on": life.joined}
        self.members[life.pk] = Member.objects.create(guest_id=life.pk, tier=tier, earned_tier=tier, **facts)

    def _change(self, member: Member, day: date, before: int, after: int) -> None:
        tiers = {"before": self.tiers[before], "after": self.tiers[after]}
        why = "reached" if after > before else "lapsed"
        TierChange.objects.create(member=member, on=day, why=why, at=_at(day), **tiers)
        Member.objects.filter(pk=member.pk).update(tier=tiers["after"])

    def _earn(self, life: Life, opened: date, expires: date) -> None:
        facts = {"member": self.members[life.pk], "points": 500}
        entry = PointsEntry.objects.create(kind="earn", key="year", on=opened, at=_at(opened), **facts)
        dates = {"opened_on": opened, "expires_on": expires}
        self.lots[life.pk] = PointsLot.objects.create(entry=entry, remaining=500, **facts, **dates)

    def _scores(self, day: date) -> None:
        is_first = day < FIRST
        for life in self.lives:
            for score in life.scores:
                if score.day == day or (is_first and score.day < day):
                    self._answer(life, score.day)
                if score.resolved is not None and (score.resolved == day or (is_first and score.resolved < day)):
                    ticket = self.tickets[life.pk].pk
                    Ticket.objects.filter(pk=ticket).update(state="resolved", resolved_at=_at(day))

    def _answer(self, life: Life, day: date) -> None:
        [score] = life.scores
        facts = {"hotel": self.hotel, "guest_id": life.pk, "key": f"year:{life.pk}"}
        row: Invitation = InvitationFactory(
            survey=self.survey, guest=None, nps=score.nps, finished_at=_at(day), **facts
        )
        score.id = row.pk
        if score.nps <= 6:
            guest = Guest.objects.get(pk=life.pk)
            self.tickets[life.pk] = TicketFactory(hotel=self.hotel, guest=guest, at=_at(day))


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


def _at(day: date) -> datetime:
    """Five minutes past midnight."""
    return datetime.combine(day, time(0, 5), SHANGHAI)
