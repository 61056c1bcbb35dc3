"""What a guest agreed to or refused: one new row for each answer, none is ever changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guests.consent import again_on, answer_to, answers, latest
from guests.models import Consent, Guest, Notice, Signature, Touchpoint
from guests.models.consent import Channel
from guests.signals import silenced
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.frame import formats

from .profiles import lock, stamp

Decision = Consent.Decision
# What is answered when staff ask; by web, by message and at the guest's own request nobody asked.
ASKED = frozenset({Consent.Evidence.DESK, Consent.Evidence.SIGNED})
ONE_SITTING = timedelta(hours=1)  # so long the same answers under the same signature are one form, sent twice


@dataclass(frozen=True)
class Answer:
    """One line of a signed form: the text that was shown, what was said to it, and whether the guest asked for it."""

    purpose: str
    channel: str
    decision: str
    notice: Notice
    is_own_request: bool = False

    @property
    def evidence(self) -> str:
        """How it was given."""
        return Consent.Evidence.REQUEST if self.is_own_request else Consent.Evidence.SIGNED


class AskedTooSoonError(Exception):
    """Who said no is left alone for a while; `said_on` and `again_on` are days."""

    def __init__(self, said_on: date, again_on: date) -> None:
        super().__init__(
            _("The guest said no on %(said)s; ask again after %(again)s, or record that the guest asked for it.")
            % {"said": formats.date_only(said_on), "again": formats.date_only(again_on)}
        )
        self.said_on, self.again_on = said_on, again_on


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
    signature: Signature | None = None,
) -> Consent:
    """Add `guest`'s answer for a purpose and channel and return its row; the same answer again adds nothing.

    `notice` is the text the guest was shown: the one valid at `at`, if not given. With a `signature` the same answer is
    a new one: it is better evidence than the last. A no for any channel is written for each channel that has a yes of
    its own, too: that would hold against it. Raises `NoNoticeError` when consent is given but no text exists (an
    answer imported from elsewhere may have none), and `AskedTooSoonError` when it is given because staff asked, within
    the cool-down after a no.
    """
    shown = notice or notice_for(purpose, at, hotel)
    if shown is None and decision == Decision.GIVEN and evidence != Consent.Evidence.IMPORT:
        raise NoNoticeError
    facts: dict[str, Any] = {"evidence": evidence, "by": by, "at": at, "hotel": hotel, "signature": signature}
    with transaction.atomic(), trail("guests.record_consent", by=by, guest=guest.pk, purpose=purpose, channel=channel):
        row = lock(guest)
        if channel == Channel.ANY and decision != Decision.GIVEN:
            end_each(row, purpose, notice=notice, **facts)
        last = answers(row).filter(purpose=purpose, channel=channel).order_by("-at", "-pk").first()
        same = (decision, shown.pk if shown else None)
        if last is not None and signature is None and (last.decision, last.notice_id) == same:
            return last
        if decision == Decision.GIVEN and evidence in ASKED:
            check_rest(last or answer_to(row, purpose, channel), at=at)
        asked = {"purpose": purpose, "channel": channel, "decision": decision}
        answer = Consent.objects.create(guest=row, notice=shown, **asked, **facts)
        _tell(row, answer)
    return answer


def end_each(guest: Guest, purpose: str, *, at: datetime, **facts: Any) -> None:
    """Record a no of `guest`, who is locked, for each channel that has a yes of its own, given no later than `at`.

    `facts` are the rest of what `record_consent` takes.
    """
    for answer in latest(guest).filter(purpose=purpose):
        if answer.channel != Channel.ANY and answer.decision == Decision.GIVEN and answer.at <= at:
            facts |= {"channel": answer.channel, "decision": Decision.WITHDRAWN}
            record_consent(guest, purpose=purpose, at=at, **facts)


def _tell(guest: Guest, answer: Consent) -> None:
    """On the timeline, and to the rooms that may have something under way to a guest who said no."""
    stamp(guest, answer.at)
    said = {"purpose": answer.purpose, "channel": answer.channel, "decision": answer.decision}
    kind, key = Touchpoint.Kind.CONSENT, f"consent:{answer.pk}"
    touch(guest, kind=kind, key=key, at=answer.at, hotel=answer.hotel, by=answer.by, **said)
    if answer.decision != Decision.GIVEN:
        silenced.send(Guest, guest=guest, at=answer.at, by=answer.by)


def check_rest(answer: Consent | None, *, at: datetime) -> None:
    """Raise `AskedTooSoonError` when `answer` is a no within whose cool-down staff would ask again at `at`."""
    again = again_on(answer, today=at.date())
    if answer is not None and again is not None:
        raise AskedTooSoonError(answer.at.date(), again)


def record_signed(
    guest: Guest, *, said: Sequence[Answer], signature: str, by: User, at: datetime, hotel: Hotel
) -> Signature:
    """Keep `guest`'s `signature` (see `guests.signatures`) with what was `said` above it, all or nothing; return it.

    `by` was there when the guest signed. The same answers under the same signature within `ONE_SITTING` are the same
    form. Raises what `record_consent` raises.
    """
    with transaction.atomic(), trail("guests.record_signed", by=by, guest=guest.pk):
        row = lock(guest)
        last = row.signatures.filter(at__gt=at - ONE_SITTING).order_by("-pk").first()
        if last is not None and last.drawing == signature and _said(last.answers.all()) == _said(said):
            return last
        kept = Signature.objects.create(guest=row, drawing=signature, hotel=hotel, by=by, at=at)
        for answer in said:
            record_consent(
                row,
                purpose=answer.purpose,
                channel=answer.channel,
                decision=answer.decision,
                evidence=answer.evidence,
                notice=answer.notice,
                signature=kept,
                by=by,
                at=at,
                hotel=hotel,
            )
    return kept


def _said(answers: Iterable[Answer] | Iterable[Consent]) -> set[tuple[str, str, str]]:
    return {(answer.purpose, answer.channel, answer.decision) for answer in answers}


def notice_for(purpose: str, at: datetime, hotel: Hotel | None) -> Notice | None:
    """The text of `purpose` that is valid at `at`: the latest that has begun, by `hotel`'s calendar, else by UTC's."""
    today = hotel.today(at) if hotel else at.date()
    return Notice.objects.filter(purpose=purpose, valid_from__lte=today).order_by("-version").first()
