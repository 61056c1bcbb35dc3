"""Two profiles of one person become one, and two again if that was an error."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from guests.merging import Fate, Relation, relations
from guests.models import Contact, Guest, GuestTag, Merge, Touchpoint
from guests.signals import merged, unmerged, unmerging
from guests.timeline import touch
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail

from .people import SamePersonError
from .preferences import STRENGTH
from .profiles import lock

# What the survivor takes over where it has nothing itself; a birthday only as a whole.
FILLABLE = (
    ("gender",),
    ("birth_year",),
    ("birth_month", "birth_day", "birth_is_lunar"),
    ("language",),
    ("nationality",),
    ("occupation",),
    ("company_id",),
    ("time_zone",),
    ("latin_name",),
    ("vip_level",),
    ("generic_offers_only",),  # a no to profiling of either holds for both
    ("restricted_at",),  # likewise
)


class CannotUndoError(Exception):
    """The survivor was merged away since, or a later merge holds what would go back."""

    def __init__(self) -> None:
        super().__init__(_("This can no longer be undone: separate the later merge first."))


def merge_guests(survivor: Guest, *, absorbed: Guest, by: User, at: datetime, reason: str = "") -> Merge:
    """Make `absorbed` part of `survivor` and return the record by which `undo_merge` can part them again.

    Every registered relation moves; rows the survivor has too wait with the absorbed profile, and preferences add up.
    Empty fields of the survivor are filled. What is written to the absorbed guest later lands on the survivor. Merging
    the same two again returns the first record. Raises `SamePersonError` for one guest twice.
    """
    if survivor.pk == absorbed.pk:
        raise SamePersonError
    with transaction.atomic(), trail("guests.merge", by=by, survivor=survivor.pk, absorbed=absorbed.pk):
        held = {pk: _hold(pk) for pk in sorted((survivor.pk, absorbed.pk))}
        keep, gone = lock(held[survivor.pk]), held[absorbed.pk]
        known = Merge.objects.filter(survivor=keep, absorbed=gone, undone_at=None).first()
        if known is not None:
            return known
        if gone.merged_into_id is not None or keep.pk == gone.pk:
            raise SamePersonError
        record = Merge(survivor=keep, absorbed=gone, by=by, at=at, reason=reason.strip())
        record.moved = _move_all(keep, gone)
        record.filled = _fill(keep, gone)
        keep.version, keep.updated_at = keep.version + 1, at
        gone.merged_into, gone.updated_at = keep, at
        keep.save()
        gone.save()
        record.save()
        touch(keep, kind=Touchpoint.Kind.MERGE, key=f"merge:{record.pk}", at=at, by=by, what="merged", other=gone.pk)
        merged.send(Guest, survivor=keep, absorbed=gone, record=record, at=at, by=by)
    return record


def undo_merge(record: Merge, *, by: User, at: datetime) -> Guest:
    """Part the two profiles again and return the one that had been absorbed.

    What came from it goes back; what happened since stays with the survivor. Undoing twice changes nothing. Raises
    `CannotUndoError` while the survivor itself is part of another profile, or when a room above holds the two together
    by a later merge; nothing is written then.
    """
    with transaction.atomic(), trail("guests.undo_merge", by=by, merge=record.pk):
        held = {pk: _hold(pk) for pk in sorted((record.survivor_id, record.absorbed_id))}
        keep, gone = held[record.survivor_id], held[record.absorbed_id]
        row = Merge.objects.select_for_update().get(pk=record.pk)
        if row.undone_at is not None:
            return gone
        if keep.merged_into_id is not None or gone.merged_into_id != keep.pk:
            raise CannotUndoError
        unmerging.send(Guest, survivor=keep, parted=gone, record=row)
        _move_back(keep, gone, row.moved)
        _unfill(keep, gone, row.filled)
        keep.version, keep.updated_at = keep.version + 1, at
        gone.merged_into, gone.version, gone.updated_at = None, gone.version + 1, at
        keep.save()
        gone.save()
        row.undone_at, row.undone_by = at, by
        row.save()
        touch(keep, kind=Touchpoint.Kind.MERGE, key=f"unmerge:{row.pk}", at=at, by=by, what="undone", other=gone.pk)
        unmerged.send(Guest, survivor=keep, parted=gone, record=row, at=at, by=by)
    return gone


def _hold(pk: int) -> Guest:
    return Guest.objects.select_for_update(no_key=True).get(pk=pk)


def _move_all(keep: Guest, gone: Guest) -> dict[str, Any]:
    demoted = _demote_primaries(keep, gone)
    moved: dict[str, Any] = {"primary": demoted} if demoted else {}
    for relation in relations():
        if relation.fate is Fate.STAYS:
            continue
        if relation.fate is Fate.COMBINES:
            moved["combined"] = _combine(keep, gone)
        rows = _movable(relation, keep, gone)
        ids = sorted(rows.values_list("pk", flat=True))
        if ids:
            relation.table._default_manager.filter(pk__in=ids).update(**{relation.field: keep})
            moved[relation.name] = ids
    return moved


def _movable(relation: Relation, keep: Guest, gone: Guest) -> "QuerySet[Model]":
    rows = relation.table._default_manager.filter(**{relation.field: gone})
    if relation.never is not None:
        rows = rows.exclude(relation.never(keep))
    if relation.unique:
        same = {name: OuterRef(name) for name in relation.unique}
        rows = rows.exclude(Exists(relation.table._default_manager.filter(**{relation.field: keep}, **same)))
    return rows


def _demote_primaries(keep: Guest, gone: Guest) -> list[int]:
    """One primary contact of a kind is enough: the survivor's."""
    kinds = Contact.objects.filter(guest=keep, is_primary=True).values_list("kind", flat=True)
    rows = Contact.objects.filter(guest=gone, is_primary=True, kind__in=list(kinds))
    ids = sorted(rows.values_list("pk", flat=True))
    rows.update(is_primary=False)
    return ids


def _combine(keep: Guest, gone: Guest) -> dict[str, dict[str, Any]]:
    """Add preferences that both have into the survivor's row; return what an undo has to take out again."""
    theirs = {row.tag_id: row for row in GuestTag.objects.filter(guest=gone).order_by("pk")}
    added = {}
    for row in GuestTag.objects.filter(guest=keep, tag__in=theirs).order_by("pk"):
        other = theirs[row.tag_id]
        added[str(row.pk)] = {
            "times": other.times,
            "source": row.source,
            "confidence": row.confidence,
            "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else "",
            "noted_at": row.noted_at.isoformat(),
            "noted": bool(other.note),
        }
        row.times += other.times
        if STRENGTH[GuestTag.Source(other.source)] > STRENGTH[GuestTag.Source(row.source)]:
            row.source, row.confidence = other.source, other.confidence
        if other.withdrawn_at is None:
            row.withdrawn_at = None
        row.note = "\n".join(filter(None, (row.note, other.note)))
        row.save()
    return added


def _move_back(keep: Guest, gone: Guest, moved: dict[str, Any]) -> None:
    for relation in relations():
        rows = relation.table._default_manager.filter(pk__in=moved.get(relation.name, []), **{relation.field: keep})
        rows.update(**{relation.field: gone})
    _part(keep, gone, moved.get("combined", {}))
    waiting = Contact.objects.filter(pk__in=moved.get("primary", []), guest=gone)
    taken = Contact.objects.filter(guest=gone, is_primary=True).values_list("kind", flat=True)
    waiting.exclude(kind__in=list(taken)).update(is_primary=True)


def _part(keep: Guest, gone: Guest, combined: dict[str, dict[str, Any]]) -> None:
    notes = {row.tag_id: row.note for row in GuestTag.objects.filter(guest=gone).order_by("pk")}
    for row in GuestTag.objects.filter(guest=keep, pk__in=[int(pk) for pk in combined]).order_by("pk"):
        before = combined[str(row.pk)]
        row.times = max(1, row.times - before["times"])
        if row.noted_at.isoformat() == before["noted_at"]:  # nobody noted it again since
            row.source, row.confidence = before["source"], before["confidence"]
            row.withdrawn_at = parse_datetime(before["withdrawn_at"]) if before["withdrawn_at"] else None
        if before["noted"]:
            row.note = _without(row.note, notes.get(row.tag_id, ""))
        row.save()


def _without(text: str, part: str) -> str:
    """`text` without the lines of `part`, wherever they stand together."""
    lines, taken = text.splitlines(), part.splitlines()
    for start in range(len(lines) - len(taken) + 1):
        if lines[start : start + len(taken)] == taken:
            return "\n".join(lines[:start] + lines[start + len(taken) :])
    return text


def _fill(keep: Guest, gone: Guest) -> list[str]:
    filled: list[str] = []
    for group in FILLABLE:
        if not any(getattr(keep, name) for name in group) and any(getattr(gone, name) for name in group):
            for name in group:
                setattr(keep, name, getattr(gone, name))
            filled += group
    return filled


def _unfill(keep: Guest, gone: Guest, filled: list[str]) -> None:
    """Empty again what was filled and is still what it was filled with."""
    empty = Guest()
    for name in filled:
        if getattr(keep, name) == getattr(gone, name):
            setattr(keep, name, getattr(empty, name))
