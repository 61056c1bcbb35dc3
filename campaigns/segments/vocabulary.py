"""Fields as the page that builds rules needs them: words in both languages, inputs, and what can be chosen."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django.conf import settings
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from .everyday import EVERYDAY
from .fields import FIELDS, GROUPS, sources
from .fields.facets import Facet, OneOf
from .fields.happenings import Happening
from .fields.kinds import Choice, ChoiceOf, Field, Names
from .fields.segment import OfSegment
from .fields.tags import Headings, Tags

SHORT: Final = 300  # of a list that travels with the page; a longer one is asked for letter by letter


def vocabulary() -> dict[str, Any]:
    """Groups and fields in the order in which the page offers them, as JSON. Asks no database.

    `choices` is null where they must be asked for (`choices_of`); `search` holds the words of every language.
    """
    groups = [{"code": code, "label": str(label)} for code, label in GROUPS.items()]
    return {"groups": groups, "fields": [_field(field) for field in FIELDS.values()]}


def _field(field: Field) -> dict[str, Any]:
    operators = [{"code": op.code, "label": str(op.label), "shape": op.shape} for op in field.operators]
    facets = field.facets.values() if isinstance(field, Happening) else ()
    return {
        "code": field.code,
        "group": field.group,
        "label": str(field.label),
        "search": f"{_in_every_language(field.label, GROUPS[field.group])} {EVERYDAY.get(field.code, '')}".rstrip(),
        "editor": field.editor,
        "operators": operators,
        "choices": _choices(field),
        "facets": [_facet(facet) for facet in facets],
    }


def _facet(facet: Facet) -> dict[str, Any]:
    return {"code": facet.code, "label": str(facet.label), "editor": facet.editor, "choices": _choices(facet)}


def _in_every_language(*words: StrOrPromise) -> str:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found += [str(word).lower() for word in words]
    return " ".join(found)


def _choices(of: Field | Facet) -> list[dict[str, Any]] | None:
    return None if _names(of) else [as_json(choice) for choice in of.choices()][:SHORT]


def as_json(choice: Choice) -> dict[str, Any]:
    """A choice for the page."""
    return {"value": choice.value, "label": choice.label, "group": choice.group}


def _names(of: Field | Facet) -> Names | None:
    """What says how ids are called, of those that hold ids."""
    match of:
        case ChoiceOf() | OneOf():
            return of.names
        case Tags():
            return sources.TAGS
        case Headings():
            return sources.TAG_CATEGORIES
        case OfSegment():
            return sources.SEGMENTS
    return None


def find(code: str, facet: str = "") -> Field | Facet | None:
    """A field, or a facet of what happened; None if there is none such."""
    field = FIELDS.get(code)
    if not facet or field is None:
        return field
    return field.facets.get(facet) if isinstance(field, Happening) else None


def called(rule: object) -> dict[str, dict[str, str]]:
    """What the ids in a rule (JSON, sound or not) are called: by ``field`` or ``field.facet``, then by id."""
    named: dict[str, dict[str, str]] = {}
    for (code, facet), ids in _ids(rule).items():
        of = find(code, facet)
        names = _names(of) if of is not None else None
        if names is not None:
            labels = names(ids)
            named[f"{code}.{facet}" if facet else code] = {str(pk): str(label) for pk, label in labels.items()}
    return named


def _ids(rule: object) -> dict[tuple[str, str], Collection[int]]:
    found: dict[tuple[str, str], set[int]] = {}
    for condition in _conditions(rule):
        code, where = str(condition["field"]), condition.get("where")
        asked = [("", condition.get("value")), *(where.items() if isinstance(where, Mapping) else ())]
        for facet, value in asked:
            if isinstance(value, list):
                ids = {one for one in value if isinstance(one, int) and abs(one) < 2**62}
                found.setdefault((code, str(facet)), set()).update(ids)
    return found  # type: ignore[return-value]


def _conditions(raw: object) -> Iterator[Mapping[str, Any]]:
    """Whatever looks like a condition; not recursive, since a rule that was typed may be of any depth."""
    waiting = [raw]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, Mapping):
            if "field" in node:
                yield node
            else:
                waiting += node.values()
