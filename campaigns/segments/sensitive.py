"""Rules that ask about sensitive preferences, such as an allergy, are for those who may see these of a guest.

For anybody else a count would tell: together with a birthday it is about one person.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from guests.models import Tag
from hotelcrm.accounts.access import Access, Permission

from .expanding import expanded
from .fields.facets import Facet
from .fields.kinds import Choice, Field
from .fields.tags import Headings, Tags
from .nodes import BadRule, Condition, Group
from .tree import walk

KINDS = {"tags": "pk__in", "tag_categories": "category__in"}


def check(group: Group, access: Access) -> None:
    """Raise `BadRule` where `group`, or a segment within it, asks what the role of `access` may not see of anybody."""
    if access.may(Permission.SEE_SENSITIVE):
        return
    for path, node in walk(expanded(group)):
        if isinstance(node, Condition) and _is_sensitive(node):
            raise BadRule(_("This asks about sensitive preferences, which your role does not see."), path)


def _is_sensitive(asked: Condition) -> bool:
    lookup = KINDS.get(asked.field)
    return lookup is not None and Tag.objects.filter(**{lookup: asked.value}, is_sensitive=True).exists()


def offered(of: Field | Facet, choices: Sequence[Choice], access: Access) -> list[Choice]:
    """Of `choices` those that the role of `access` may ask for."""
    if access.may(Permission.SEE_SENSITIVE) or not isinstance(of, (Tags, Headings)):
        return list(choices)
    name = "pk" if isinstance(of, Tags) else "category"
    kept_back = set(Tag.objects.filter(is_sensitive=True).values_list(name, flat=True))
    return [choice for choice in choices if choice.value not in kept_back]
