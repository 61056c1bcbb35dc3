"""Everything the briefs of a stay draw on, fetched in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campaigns.offers.recommending import Recommended, recommend
from feedback.models import Compensation, Invitation, Ticket
from feedback.queries.desk import last_score, unresolved_of
from feedback.queries.recovery import made_good
from guests.consent import by_profile, latest
from guests.models import Consent, Contact, Guest, GuestTag, SpecialDate
from hotelcrm.accounts.access import Access, Permission
from stays import queries
from stays.models import Stay, StayGuest

from . import boards

RECENT = 3


@dataclass(frozen=True)
class ContactState:
    """What matters about a contact without its value."""

    kind: str
    is_bounced: bool
    bounced_on: date | None


@dataclass(frozen=True)
class Facts:
    """Everything a brief draws on, fetched once."""

    stay: Stay
    guest: Guest
    visit: int
    today: date
    tags: list[GuestTag]
    dates: list[SpecialDate]
    contacts: list[ContactState]
    consents: dict[tuple[str, str], Consent]
    companions: list[Guest]
    companion_alerts: dict[int, list[GuestTag]]
    spend: dict[str, Decimal]
    departments: list[set[str]]
    may_see_sensitive: bool
    complaints: list[Ticket]
    score: Invitation | None
    made_good: list[Compensation]
    recommended: list[Recommended]

    @property
    def by_profile(self) -> bool:
        """Whether anything may be asked or recommended by what is known of the guest."""
        return by_profile(self.guest, self.consents)


def facts_of(stay: Stay, *, today: date, access: Access) -> Facts | None:
    """Fetch what the briefs of `stay` draw on; None when nobody knows the guest."""
    guest = stay.guest
    if guest is None:
        return None
    companions = [row.guest for row in StayGuest.objects.filter(stay=stay).select_related("guest").order_by("pk")]
    recent = queries.last_completed(guest, hotel_ids=access.hotel_ids, before=stay.arrival, number=RECENT)
    used = queries.departments_used(recent)
    return Facts(
        stay=stay,
        guest=guest,
        visit=boards.visit_of(stay),
        today=today,
        tags=_tags(guest),
        dates=list(SpecialDate.objects.filter(guest=guest).order_by("pk")),
        contacts=_contacts(guest, stay),
        consents={(row.purpose, row.channel): row for row in latest(guest)},
        companions=companions,
        companion_alerts=boards.alerts_of([companion.pk for companion in companions]),
        spend=queries.spend_of_year(guest, hotel_ids=access.hotel_ids, today=today),
        departments=[used[row.pk] for row in recent],
        may_see_sensitive=access.may(Permission.SEE_SENSITIVE),
        complaints=unresolved_of([guest.pk], access).get(guest.pk, []),
        score=last_score(guest, access.hotel_ids),
        made_good=made_good([stay.pk]),
        recommended=recommend(
            guest, hotel=stay.hotel, on=max(today, stay.arrival), stay=stay, seen_at=access.hotel_ids
        ),
    )


def _tags(guest: Guest) -> list[GuestTag]:
    strength = {GuestTag.Source.STATED.value: 0, GuestTag.Source.OBSERVED.value: 1, GuestTag.Source.INFERRED.value: 2}
    rows = GuestTag.objects.agreed().filter(guest=guest, withdrawn_at=None).select_related("tag__category")
    return sorted(rows, key=lambda row: (row.tag.category.order, strength[row.source], -row.times, row.tag.code))


def _contacts(guest: Guest, stay: Stay) -> list[ContactState]:
    rows = Contact.objects.filter(guest=guest).order_by("pk").values_list("kind", "bounced_at")
    return [ContactState(kind, at is not None, stay.hotel.today(at) if at else None) for kind, at in rows]
