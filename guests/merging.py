"""The registry of what moves when two profiles become one.

Every foreign key to a guest, in whichever app, is registered here with what becomes of its rows; a test walks all
models and fails when one is missing. ``guests.actions.merging`` does the work.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from .models import Guest


class Fate(StrEnum):
    """What becomes of the absorbed guest's rows."""

    MOVES = "moves"  # to the survivor; back when the merge is undone
    COMBINES = "combines"  # like MOVES, but a row the survivor has too is added into that one
    STAYS = "stays"  # with the absorbed guest, for the reason given


@dataclass(frozen=True)
class Relation:
    """A foreign key to a guest: model ``app.Model``, field, and what becomes of its rows.

    `unique` are the other fields that make a row unique for a guest: of two equal rows the survivor's counts and the
    other one waits with the absorbed guest. `never` excludes rows that would make no sense at the survivor (a relation
    to itself). `why` says why rows stay.
    """

    model: str
    field: str
    fate: Fate = Fate.MOVES
    unique: tuple[str, ...] = ()
    never: Callable[[Guest], Q] | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """How the relation is called in the record of a merge."""
        return f"{self.model}.{self.field}"

    @property
    def table(self) -> type[Model]:
        """The model."""
        return apps.get_model(self.model)


_relations: dict[str, Relation] = {}


def register(*relations: Relation) -> None:
    """Say what becomes of these relations when profiles are merged."""
    _relations.update({relation.name: relation for relation in relations})


def relations() -> list[Relation]:
    """All registered relations, in a fixed order."""
    return [_relations[name] for name in sorted(_relations)]


def foreign_keys() -> list[str]:
    """Every foreign key to a guest that any model of ours has, as ``app.Model.field``; histories aside."""
    found = []
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model"):
            continue
        fields: list[Any] = list(model._meta.local_fields)
        found += [f"{model._meta.label}.{field.name}" for field in fields if _is_key_to_guest(field)]
    return sorted(found)


def _is_key_to_guest(field: Any) -> bool:
    return isinstance(field, ForeignKey) and field.related_model is Guest


register(
    Relation("guests.Guest", "merged_into"),
    Relation("guests.Contact", "guest", unique=("kind", "value_index")),
    Relation("guests.IdentityDocument", "guest", unique=("number_index",)),
    Relation("guests.GuestTag", "guest", Fate.COMBINES, unique=("tag",)),
    Relation("guests.Relationship", "guest", unique=("other", "kind"), never=lambda survivor: Q(other=survivor)),
    Relation("guests.Relationship", "other", unique=("guest", "kind"), never=lambda survivor: Q(guest=survivor)),
    Relation("guests.SpecialDate", "guest", unique=("kind", "month", "day", "is_lunar", "label")),
    Relation("guests.Touchpoint", "guest", unique=("key",)),
    Relation("guests.Consent", "guest", Fate.STAYS, why="append-only; guests.consent reads it as the survivor's"),
    Relation("guests.Signature", "guest", Fate.STAYS, why="evidence of answers, which stay too"),
    Relation("guests.NameKey", "guest", Fate.STAYS, why="derived; search leads from the old name to the survivor"),
    Relation("guests.Merge", "survivor", Fate.STAYS, why="a record of what happened"),
    Relation("guests.Merge", "absorbed", Fate.STAYS, why="a record of what happened"),
)
