"""A rule in words, in the language of the page."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .fields import FIELDS
from .fields.yardstick import Yardstick
from .nodes import Condition, Group, How, Node


def sentence(group: Group, *, today: date | None = None) -> str:
    """The rule as one sentence: "Guests who have stayed at least 2 times, and can be sent offers by WeCom."

    `today` is only for words that need a day; the rule itself says how far from today it looks.
    """
    by = Yardstick(today or date.min)
    if not group.parts:
        return _("Nobody.") if group.how is How.ANY else _("All guests.")
    return _("Guests who %(conditions)s.") % {"conditions": _group(group, by, is_outermost=True)}


def words(node: Node, by: Yardstick) -> str:
    """One node as the end of "Guests who …"."""
    if isinstance(node, Condition):
        return FIELDS[node.field].words(node, by)
    return _group(node, by, is_outermost=False)


def _group(group: Group, by: Yardstick, *, is_outermost: bool) -> str:
    if not group.parts:
        return _("are nobody") if group.how is How.ANY else _("are anybody")
    said = [words(part, by) for part in group.parts]
    if group.how is How.NONE:
        return _("are not among those who %(conditions)s") % {"conditions": _any(said)}
    if len(said) == 1:
        return said[0]
    if group.how is How.ANY:
        either = pgettext("sentence", "either %(conditions)s") if is_outermost else _("either %(conditions)s")
        return either % {"conditions": _any(said)}
    joined = _all(said)
    return joined if is_outermost else _("(%(conditions)s)") % {"conditions": joined}


def _any(said: list[str]) -> str:
    if len(said) == 1:
        return said[0]
    first, last = pgettext("or", ", ").join(said[:-1]), said[-1]
    return pgettext("conditions", "%(first)s or %(last)s") % {"first": first, "last": last}


def _all(said: list[str]) -> str:
    first, last = said[:-1], said[-1]
    return _("%(first)s, and %(last)s") % {"first": pgettext("and", ", ").join(first), "last": last}
