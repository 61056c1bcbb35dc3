"""What a guest's answers amount to now: for a purpose and channel, the latest one holds."""

from django.db.models import QuerySet

from guests.models import Consent, Guest
from guests.models.consent import Channel


def latest(guest: Guest) -> QuerySet[Consent]:
    """The answers of `guest` that hold now: one for each purpose and channel that was ever asked about."""
    return (
        Consent.objects.filter(guest=guest)
        .order_by("purpose", "channel", "-at", "-id")
        .distinct("purpose", "channel")
        .select_related("notice")
    )


def holds(guest: Guest, purpose: str, channel: str = Channel.ANY) -> bool:
    """Whether `guest` agrees to `purpose` on `channel`: by the answer for that channel, else for any channel."""
    answers = {row.channel: row for row in latest(guest) if row.purpose == purpose}
    answer = answers.get(channel) or answers.get(Channel.ANY)
    return answer is not None and answer.decision == Consent.Decision.GIVEN
