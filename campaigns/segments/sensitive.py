"""Rules that ask about sensitive preferences, such as an allergy, are for those who may see these of a guest.

For anybody else a count would tell: together with a birthday it is about one person.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from guests.models import Tag
from hotelcrm.accounts.access import Access, Permission

from .expanding import expanded
from .fields import FIELDS
from .fields.facets import Facet
from .fields.kinds import Choice, Field
from .fields.tags import Headings, Tags
from .nodes import BadRule, Condition, Group
from .tree import parse, walk


def check(group: Group, access: Access) -> None:
    """Raise `BadRule` where `group`, or a segment within it, asks what the role of `access` may not see of anybody."""
    if access.may(Permission.SEE_SENSITIVE):
        return
    for path in _places(expanded(group)):
        raise BadRule(_("This asks about sensitive preferences, which your role does not see."), path)


def allows(rules: Iterable[object], access: Access) -> bool:
    """Whether the role of `access` may know who is in these `rules` (JSON): not, where one is faulty."""
    if access.may(Permission.SEE_SENSITIVE):
        return True
    try:
        for rule in rules:
            check(parse(rule), access)
    except BadRule:
        return False
    return True


def is_sensitive(tree: Group) -> bool:
    """Whether an expanded rule asks for a preference that is sensitive, or for a heading with such."""
    return next(_places(tree), None) is not None


def _places(tree: Group) -> Iterator[str]:
    """Where an expanded rule does so; a query for its preferences and one for its headings, where there are any."""
    asked = [(path, node) for path, node in walk(tree) if isinstance(node, Condition)]
    for kind, name in ((Tags, "pk"), (Headings, "category")):
        here = [(path, node) for path, node in asked if isinstance(FIELDS[node.field], kind)]
        wanted = {pk for _path, node in here for pk in _ids(node)}
        if not wanted:
            continue
        kept_back = Tag.objects.filter(**{f"{name}__in": wanted}, is_sensitive=True).values_list(name, flat=True)
        found = set(kept_back)
        yield from (path for path, node in here if found.intersection(_ids(node)))


def _ids(node: Condition) -> Collection[int]:
    return node.value if isinstance(node.value, tuple) else ()


def offered(of: Field | Facet, choices: Sequence[Choice], access: Access) -> list[Choice]:
    """Of `choices` those that the role of `access` may ask for."""
    if access.may(Permission.SEE_SENSITIVE) or not isinstance(of, (Tags, Headings)):
        return list(choices)
    name = "pk" if isinstance(of, Tags) else "category"
    kept_back = set(Tag.objects.filter(is_sensitive=True).values_list(name, flat=True))
    return [choice for choice in choices if choice.value not in kept_back]
