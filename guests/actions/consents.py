"""What a guest agreed to or refused: one new row for each answer, none is ever changed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from guests.consent import answers
from guests.models import Consent, Guest, Notice, Touchpoint
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail

from .profiles import lock, stamp


class NoNoticeError(Exception):
    """A guest can agree only to a text that exists."""

    def __init__(self) -> None:
        super().__init__(_("There is no privacy notice for this purpose yet; an administrator writes it first."))


def record_consent(  # noqa: PLR0913 (each is a column of the row)
    guest: Guest,
    *,
    purpose: str,
    channel: str,
    decision: str,
    evidence: str,
    by: User | None,
    at: datetime,
    hotel: Hotel | None = None,
    notice: Notice | None = None,
) -> Consent:
    """Add `guest`'s answer for a purpose and channel and return its row; the same answer again adds nothing.

    `notice` is the text the guest was shown: the one valid at `at`, if not given. Raises `NoNoticeError` when consent
    is given but no text exists; an answer imported from elsewhere may have none.
    """
    shown = notice or notice_for(purpose, at, hotel)
    if shown is None and decision == Consent.Decision.GIVEN and evidence != Consent.Evidence.IMPORT:
        raise NoNoticeError
    with transaction.atomic(), trail("guests.record_consent", by=by, guest=guest.pk, purpose=purpose, channel=channel):
        row = lock(guest)
        last = answers(row).filter(purpose=purpose, channel=channel).order_by("-at", "-pk").first()
        if last is not None and last.decision == decision and last.notice_id == (shown.pk if shown else None):
            return last
        asked = {"purpose": purpose, "channel": channel, "decision": decision}
        answer = Consent.objects.create(guest=row, notice=shown, evidence=evidence, hotel=hotel, by=by, at=at, **asked)
        stamp(row, at)
        key = f"consent:{answer.pk}"
        touch(row, kind=Touchpoint.Kind.CONSENT, key=key, at=at, hotel=hotel, by=by, **asked)
    return answer


def notice_for(purpose: str, at: datetime, hotel: Hotel | None) -> Notice | None:
    """The text of `purpose` that is valid at `at`: the latest that has begun, by `hotel`'s calendar, else by UTC's."""
    today = hotel.today(at) if hotel else at.date()
    return Notice.objects.filter(purpose=purpose, valid_from__lte=today).order_by("-version").first()
