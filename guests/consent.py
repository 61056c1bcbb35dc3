"""What a guest's answers amount to now: for a purpose and channel, the latest one holds.

Answers are append-only, so a merge cannot move them: those of absorbed profiles are read as the survivor's own.
"""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from guests.models import Consent, Guest
from guests.models.consent import Channel, Purpose


def answers(guest: Guest) -> QuerySet[Consent]:
    """Every answer of `guest` and of the profiles merged into it."""
    people = Guest.objects.filter(Q(pk=guest.pk) | Q(merged_into=guest.pk))
    return Consent.objects.filter(guest__in=people.values("pk"))


def latest(guest: Guest) -> QuerySet[Consent]:
    """The answers that hold now: one for each purpose and channel that was ever asked about."""
    return answers(guest).order_by("purpose", "channel", "-at", "-id").distinct("purpose", "channel")


def holds(guest: Guest, purpose: str, channel: str = Channel.ANY) -> bool:
    """Whether `guest` agrees to `purpose` on `channel`: by the answer for that channel, else for any channel."""
    found = {row.channel: row for row in latest(guest) if row.purpose == purpose}
    answer = found.get(channel) or found.get(Channel.ANY)
    return answer is not None and answer.decision == Consent.Decision.GIVEN


def by_profile(guest: Guest, held: Mapping[tuple[str, str], Consent]) -> bool:
    """Whether anything may be recommended to `guest` by what is known of the guest.

    Not to those who want generic offers only, and not after a no to personal recommendations, refused or withdrawn.
    `held` are the answers of `latest` by purpose and channel.
    """
    answer = held.get((Purpose.PROFILING, Channel.ANY))
    return not guest.generic_offers_only and (answer is None or answer.decision == Consent.Decision.GIVEN)


def withholds_sensitive(guest: Guest) -> bool:
    """Whether `guest` said no to keeping sensitive data: what is noted of it is then shown to nobody.

    `GuestTag.objects.agreed()` says the same of rows.
    """
    rows = answers(guest).filter(purpose=Purpose.SENSITIVE, channel=Channel.ANY)
    last = rows.order_by("-at", "-id").first()
    return last is not None and last.decision != Consent.Decision.GIVEN
