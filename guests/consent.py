"""What a guest's answers amount to now: for a purpose and channel, the latest one holds.

An answer for the channel itself goes before one for any channel; so a no for any is written for each that had a yes.

Answers are append-only, so a merge cannot move them: those of absorbed profiles are read as the survivor's own.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery

from guests.models import Consent, Guest, Signature
from guests.models.consent import Channel, Purpose

OLD_ENOUGH: Final = 14  # years; for a younger child a guardian answers
COOL_DOWN: Final = timedelta(days=365)  # after a no staff ask again only then; guests may change their mind any day


def answers(guest: Guest) -> QuerySet[Consent]:
    """Every answer of `guest` and of the profiles merged into it."""
    return Consent.objects.filter(guest__in=_people(guest).values("pk"))


def signatures(guest: Guest) -> QuerySet[Signature]:
    """Every signature of `guest` and of the profiles merged into it."""
    return Signature.objects.filter(guest__in=_people(guest).values("pk"))


def latest(guest: Guest) -> QuerySet[Consent]:
    """The answers that hold now: one for each purpose and channel that was ever asked about."""
    return answers(guest).order_by("purpose", "channel", "-at", "-id").distinct("purpose", "channel")


def answer_to(guest: Guest, purpose: str, channel: str = Channel.ANY) -> Consent | None:
    """The answer that holds for `purpose` on `channel`: that for the channel, else for any; None if never asked."""
    rows = latest(guest).filter(purpose=purpose, channel__in={channel, Channel.ANY})
    found = {row.channel: row for row in rows}
    return found.get(channel) or found.get(Channel.ANY)


def holds(guest: Guest, purpose: str, channel: str = Channel.ANY) -> bool:
    """Whether `guest` agrees to `purpose` on `channel`: by the answer for that channel, else for any channel."""
    answer = answer_to(guest, purpose, channel)
    return answer is not None and answer.decision == Consent.Decision.GIVEN


def again_on(answer: Consent | None, *, today: date) -> date | None:
    """The day from which staff may ask again about what `answer` said no to; None when they may ask today."""
    if answer is None or answer.decision == Consent.Decision.GIVEN:
        return None
    day = answer.at.date() + COOL_DOWN
    return day if day > today else None


def needs_guardian(guest: Guest, *, today: date) -> bool:
    """Whether `guest` is too young to agree: by the year of birth, which may be all that is known."""
    return guest.birth_year is not None and today.year - guest.birth_year < OLD_ENOUGH


def by_profile(guest: Guest, held: Mapping[tuple[str, str], Consent]) -> bool:
    """Whether anything may be recommended to `guest` by what is known of the guest.

    Not to those who want generic offers only or the use of whose data is restricted, and not after a no to personal
    recommendations, refused or withdrawn. `held` are the answers of `latest` by purpose and channel.
    """
    answer = held.get((Purpose.PROFILING, Channel.ANY))
    may = not guest.generic_offers_only and guest.restricted_at is None
    return may and (answer is None or answer.decision == Consent.Decision.GIVEN)


def profiled(guest_ids: Collection[int]) -> set[int]:
    """Those of many guests to whom something may be recommended by what is known of them: `by_profile`, in one query.

    Who was merged or erased is not among them.
    """
    people = Guest.objects.filter(Q(pk=OuterRef(OuterRef("pk"))) | Q(merged_into=OuterRef(OuterRef("pk"))))
    answers = Consent.objects.filter(guest__in=people.values("pk"), purpose=Purpose.PROFILING, channel=Channel.ANY)
    last = Subquery(answers.order_by("-at", "-id").values("decision")[:1])
    usable = Guest.objects.current().filter(pk__in=guest_ids, generic_offers_only=False, restricted_at=None)
    agreed = Q(answer=None) | Q(answer=Consent.Decision.GIVEN)
    return set(usable.alias(answer=last).filter(agreed).values_list("pk", flat=True))


def withholds_sensitive(guest: Guest) -> bool:
    """Whether `guest` said no to keeping sensitive data: what is noted of it is then shown to nobody.

    `GuestTag.objects.agreed()` says the same of rows.
    """
    rows = answers(guest).filter(purpose=Purpose.SENSITIVE, channel=Channel.ANY)
    last = rows.order_by("-at", "-id").first()
    return last is not None and last.decision != Consent.Decision.GIVEN


def _people(guest: Guest) -> QuerySet[Guest]:
    return Guest.objects.filter(Q(pk=guest.pk) | Q(merged_into=guest.pk))
