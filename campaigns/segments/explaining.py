"""Why one guest is in a segment, or not: the answer of every group and condition, and what the guest has."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from campaigns.models import GuestFacts
from guests.models import Guest

from .compiling import expression
from .expanding import expanded
from .fields import FIELDS
from .fields.yardstick import Yardstick
from .nodes import Condition, Group, How, Node
from .sentence import words
from .tree import below, walk


@dataclass(frozen=True)
class Verdict:
    """The answer of one node: `holds` or not, in `words`; of a condition also what the guest `has`.

    `parts` are those of a group. `because` says, at the top alone, why a guest is in no segment at all.
    """

    path: str
    holds: bool
    words: str
    has: str = ""
    how: How | None = None
    parts: tuple["Verdict", ...] = ()
    because: str = ""


# What guests did and said at some hotel of the group.
OF_HOTELS: Final = frozenset({"stays", "spending", "feedback", "happenings"})


def explain(group: Group, guest: Guest, *, today: date, of_all_hotels: bool = True) -> Verdict:
    """Condition by condition, by the very expressions that count. Raises `BadRule`.

    For who does not see the stays of every hotel, not `of_all_hotels`, what the guest has of them is left out.
    """
    facts = GuestFacts.objects.filter(pk=guest.pk).first()
    by = Yardstick(today, is_of_few=True)
    hidden = frozenset() if of_all_hotels else OF_HOTELS
    if facts is None:
        return _outside(group, by, _("The guest's facts have not been counted, or the profile is merged or erased."))
    answers = _answers(group, facts, by)
    verdict = _verdict(group, "", answers, facts, by, hidden)
    if facts.is_restricted:
        return _outside(group, by, _("The guest's data may not be used."), verdict.parts)
    return verdict


def _outside(group: Group, by: Yardstick, because: str, parts: tuple[Verdict, ...] = ()) -> Verdict:
    return Verdict("", holds=False, words=words(group, by), how=group.how, parts=parts, because=because)


def _answers(group: Group, facts: GuestFacts, by: Yardstick) -> dict[str, bool]:
    """What each node comes to, in one statement."""
    nodes = dict(walk(expanded(group)))
    asked = [(path, expression(nodes[path], by)) for path, _node in walk(group)]
    columns = ", ".join(f"({made.text}) IS TRUE" for _path, made in asked)
    params = [param for _path, made in asked for param in made.params]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM campaigns_guestfacts f WHERE f.guest_id = %s",  # noqa: S608 (values are bound)
            [*params, facts.pk],
        )
        row = cursor.fetchone()
    return {path: answer for (path, _made), answer in zip(asked, row, strict=True)}


def _verdict(
    node: Node, path: str, answers: dict[str, bool], facts: GuestFacts, by: Yardstick, hidden: Collection[str]
) -> Verdict:
    said = words(node, by)
    if isinstance(node, Condition):
        field = FIELDS[node.field]
        return Verdict(path, answers[path], said, "" if field.group in hidden else field.has(node, facts, by))
    parts = tuple(_verdict(part, below(path, n), answers, facts, by, hidden) for n, part in enumerate(node.parts))
    return Verdict(path, answers[path], said, how=node.how, parts=parts)
