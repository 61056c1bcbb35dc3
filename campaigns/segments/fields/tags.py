"""Preferences: single ones, and whether anything is known under a heading."""

from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from campaigns.models import GuestFacts
from campaigns.segments.nodes import Condition
from guests.models import Tag

from . import reading, sources
from .kinds import Choice, Field, Sql, alternatives, unknown
from .operators import Operator
from .yardstick import Yardstick


def _operator(code: str, label: StrOrPromise) -> Operator:
    return Operator(code, label, "choices", reading.numbers)  # type: ignore[arg-type]  # a lazy string


_ANY: Final = _operator("any", pgettext_lazy("operator", "any of"))
_ALL: Final = _operator("all", pgettext_lazy("operator", "all of"))
_NONE: Final = _operator("none", pgettext_lazy("operator", "none of"))


def _ids(asked: Condition) -> list[int]:
    assert isinstance(asked.value, tuple)
    return list(asked.value)


@dataclass(frozen=True, kw_only=True)
class Tags(Field):
    """Preferences by name; the facts hold sensitive ones only of guests who agreed to that."""

    editor: ClassVar[str] = "tags"
    phrase_all: StrOrPromise
    phrase_not: StrOrPromise

    @property
    def operators(self) -> tuple[Operator, ...]:
        return _ANY, _ALL, _NONE

    def choices(self, search: str = "") -> list[Choice]:
        return sources.tags(search)

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        sign = "@>" if asked.op == "all" else "&&"
        held = f"f.tags {sign} %s::bigint[]"
        return Sql(f"NOT ({held})" if asked.op == "none" else held, (_ids(asked),))

    def words(self, asked: Condition, by: Yardstick) -> str:
        names = sources.TAGS(_ids(asked))
        labels = [names.get(pk, _("(gone)")) for pk in _ids(asked)]
        phrase = {"any": self.phrase, "all": self.phrase_all, "none": self.phrase_not}[asked.op]
        listed = _(", ").join(labels) if asked.op == "all" else alternatives(labels)
        return str(phrase) % {"choices": listed}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        held = Tag.objects.filter(pk__in=facts.tags, is_sensitive=False).order_by("category__order", "code")
        return _(", ").join(str(tag) for tag in held) or unknown()


@dataclass(frozen=True, kw_only=True)
class Headings(Field):
    """Whether a preference is known under a heading, whichever."""

    editor: ClassVar[str] = "choices"
    phrase_not: StrOrPromise

    @property
    def operators(self) -> tuple[Operator, ...]:
        return _ANY, _NONE

    def choices(self, search: str = "") -> list[Choice]:
        return sources.tag_categories(search)

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        overlap = "f.tags && ARRAY(SELECT t.id FROM guests_tag t WHERE t.category_id = ANY(%s))"
        return Sql(overlap if asked.op == "any" else f"NOT ({overlap})", (_ids(asked),))

    def words(self, asked: Condition, by: Yardstick) -> str:
        names = sources.TAG_CATEGORIES(_ids(asked))
        labels = [names.get(pk, _("(gone)")) for pk in _ids(asked)]
        return str(self.phrase if asked.op == "any" else self.phrase_not) % {"choices": alternatives(labels)}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        held = Tag.objects.filter(pk__in=facts.tags, is_sensitive=False).select_related("category")
        return _(", ").join(sorted({str(tag.category) for tag in held})) or unknown()
