"""What a guest likes: noted again and again, corrected, withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from guests.consent import answer_to, holds, withholds_sensitive
from guests.models import Consent, Guest, GuestTag, Notice, Tag, Touchpoint
from guests.models.consent import Channel, Purpose
from guests.timeline import touch
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail

from .consents import check_rest, record_consent
from .profiles import lock, stamp, still

STRENGTH = {GuestTag.Source.INFERRED: 0, GuestTag.Source.OBSERVED: 1, GuestTag.Source.STATED: 2}


class ConsentMissingError(Exception):
    """Health, belief and the like are kept only when the guest agreed to just that."""

    def __init__(self) -> None:
        super().__init__(
            _("This is sensitive. Ask the guest first, and record the consent for sensitive data at the desk.")
        )


class NothingToUndoError(Exception):
    """The note was taken back already, or somebody noted the same again meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This can no longer be undone: it was changed meanwhile."))


def observe(  # noqa: PLR0913 (each is a column of the row)
    guest: Guest,
    *,
    tag: Tag,
    source: str,
    by: User | None,
    at: datetime,
    hotel: Hotel | None,
    department: str = "",
    note: str = "",
    confidence: int = 100,
    key: str = "",
    agreed: Notice | None = None,
) -> GuestTag:
    """Note that `tag` is true of `guest`, for the first time or once more, and return its row.

    A repetition counts `times` up; the stronger source stays (stated, then observed, then inferred) and notes are kept
    line by line. One that had been withdrawn holds again. `confidence` is in percent. A second call with the same `key`
    changes nothing. Raises `ConsentMissingError` for a sensitive tag without the guest's consent; when the guest has
    just agreed, `agreed` is the notice told, and the consent is recorded with the note. Who said no is not asked again
    for what staff observed (`AskedTooSoonError`), only for what the guest brings up.
    """
    with transaction.atomic(), trail("guests.observe", by=by, guest=guest.pk, tag=tag.pk):
        row = lock(guest)
        found = row.guest_tags.filter(tag=tag).first()
        if found is not None and _is_told(row, key):
            return found
        if tag.is_sensitive and not holds(row, Purpose.SENSITIVE):
            _agree(row, agreed, source=source, by=by, at=at, hotel=hotel)
        before = _codes(found) if found else {}
        noted = found or GuestTag(guest=row, tag=tag, source=source, confidence=confidence, times=0, first_noted_at=at)
        _strengthen(noted, source=source, confidence=confidence, note=note)
        noted.times += 1
        noted.noted_by, noted.department, noted.hotel, noted.noted_at = by, department, hotel, at
        noted.withdrawn_at = None
        noted.save()
        stamp(row, at)
        _tell(noted, key=key or f"{noted.pk}:{noted.times}", source=source, lines=_lines(note), **before)
    return noted


def unobserve(preference: GuestTag, *, times: int, by: User, at: datetime) -> None:
    """Take the note back that made it `times`, as if it had not been made.

    Raises `NothingToUndoError` when that is not the last one any more.
    """
    with transaction.atomic(), trail("guests.unobserve", by=by, guest=preference.guest_id, tag=preference.tag_id):
        row = lock(preference.guest)
        noted = row.guest_tags.filter(tag=preference.tag_id, times=times).first()
        told = row.touchpoints.filter(
            kind=Touchpoint.Kind.OBSERVATION, details__tag=preference.tag_id, details__times=times
        ).first()
        if noted is None or told is None:
            raise NothingToUndoError
        if times == 1:
            noted.delete()
        else:
            _restore(noted, told.details)
        told.delete()
        stamp(row, at)


def forget_withheld(guest: Guest, *, by: User, at: datetime) -> int:
    """Delete the sensitive preferences that `guest` no longer lets us keep, and their moments; return how many.

    Nothing happens, and 0 is returned, while the guest has not said no.
    """
    with transaction.atomic(), trail("guests.forget_withheld", by=by, guest=guest.pk):
        row = lock(guest)
        if not withholds_sensitive(row):
            return 0
        noted = row.guest_tags.filter(tag__is_sensitive=True)
        tags = list(noted.values_list("tag", flat=True))
        row.touchpoints.filter(kind=Touchpoint.Kind.OBSERVATION, details__tag__in=tags).delete()
        noted.delete()
        stamp(row, at)
    return len(tags)


def correct(preference: GuestTag, *, source: str, note: str, by: User, at: datetime) -> GuestTag:
    """Set right who says so and the note, without counting as another observation; return the row.

    Raises `GoneError` when it was taken back meanwhile, as `withdraw` and `reinstate` do.
    """
    with transaction.atomic(), trail("guests.correct", by=by, guest=preference.guest_id, tag=preference.tag_id):
        row = lock(preference.guest)
        noted = still(row.guest_tags.filter(tag=preference.tag_id))
        noted.source, noted.note = source, note.strip()
        if source != GuestTag.Source.INFERRED:
            noted.confidence = 100
        noted.noted_by = by
        noted.save()
        stamp(row, at)
    return noted


def withdraw(preference: GuestTag, *, by: User, at: datetime) -> GuestTag:
    """Say that it is no longer so; it stays in the record, and noting it again brings it back."""
    with transaction.atomic(), trail("guests.withdraw", by=by, guest=preference.guest_id, tag=preference.tag_id):
        row = lock(preference.guest)
        noted = still(row.guest_tags.filter(tag=preference.tag_id))
        if noted.withdrawn_at is None:
            noted.withdrawn_at = at
            noted.save(update_fields=["withdrawn_at"])
            stamp(row, at)
            key = f"withdraw:{noted.pk}:{noted.times}"
            touch(row, kind=Touchpoint.Kind.OBSERVATION, key=key, at=at, by=by, tag=noted.tag_id, what="withdrawn")
    return noted


def reinstate(preference: GuestTag, *, by: User, at: datetime) -> GuestTag:
    """Undo a withdrawal: it holds again, as often noted as before."""
    with transaction.atomic(), trail("guests.reinstate", by=by, guest=preference.guest_id, tag=preference.tag_id):
        row = lock(preference.guest)
        noted = still(row.guest_tags.filter(tag=preference.tag_id))
        noted.withdrawn_at = None
        noted.save(update_fields=["withdrawn_at"])
        row.touchpoints.filter(key=f"withdraw:{noted.pk}:{noted.times}").delete()
        stamp(row, at)
    return noted


def _is_told(guest: Guest, key: str) -> bool:
    return bool(key) and guest.touchpoints.filter(key=f"observe:{key}").exists()


def _tell(noted: GuestTag, *, key: str, **details: str | int) -> None:
    """The moment of the timeline, with what an undo has to know."""
    touch(
        noted.guest,
        kind=Touchpoint.Kind.OBSERVATION,
        key=f"observe:{key}",
        at=noted.noted_at,
        hotel=noted.hotel,
        by=noted.noted_by,
        tag=noted.tag_id,
        times=noted.times,
        **details,
    )


def _agree(
    guest: Guest, notice: Notice | None, *, source: str, by: User | None, at: datetime, hotel: Hotel | None
) -> None:
    refused = answer_to(guest, Purpose.SENSITIVE)
    is_own_request = refused is not None and source == GuestTag.Source.STATED
    if not is_own_request:
        check_rest(refused, at=at)
    if notice is None:
        raise ConsentMissingError
    record_consent(
        guest,
        purpose=Purpose.SENSITIVE,
        channel=Channel.ANY,
        decision=Consent.Decision.GIVEN,
        evidence=Consent.Evidence.REQUEST if is_own_request else Consent.Evidence.DESK,
        notice=notice,
        by=by,
        at=at,
        hotel=hotel,
    )


def _strengthen(noted: GuestTag, *, source: str, confidence: int, note: str) -> None:
    if STRENGTH[GuestTag.Source(source)] >= STRENGTH[GuestTag.Source(noted.source)]:
        noted.source = source
        noted.confidence = confidence
    text = note.strip()
    if text:
        noted.note = f"{noted.note}\n{text}" if noted.note else text


def _lines(note: str) -> int:
    return len(note.strip().splitlines())


def _codes(noted: GuestTag) -> dict[str, str | int]:
    """What an undo has to bring back, as codes and ids."""
    return {
        "was_source": noted.source,
        "was_confidence": noted.confidence,
        "was_by": noted.noted_by_id or 0,
        "was_department": noted.department,
        "was_hotel": noted.hotel_id or 0,
        "was_at": noted.noted_at.isoformat(),
        "was_withdrawn_at": noted.withdrawn_at.isoformat() if noted.withdrawn_at else "",
    }


def _restore(noted: GuestTag, told: dict[str, Any]) -> None:
    noted.times -= 1
    noted.source, noted.confidence = told["was_source"], told["was_confidence"]
    noted.noted_by_id, noted.hotel_id = told["was_by"] or None, told["was_hotel"] or None
    noted.department = told["was_department"]
    noted.noted_at = parse_datetime(told["was_at"]) or noted.noted_at
    noted.withdrawn_at = parse_datetime(told["was_withdrawn_at"]) if told["was_withdrawn_at"] else None
    if told["lines"]:
        noted.note = "\n".join(noted.note.splitlines()[: -told["lines"]])
    noted.save()
