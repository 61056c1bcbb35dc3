"""Membership of another segment; `expanding` puts its rule in the place of the condition before SQL is written."""

from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from campaigns.models import GuestFacts
from campaigns.segments.nodes import Condition, Unfit

from . import reading, sources
from .kinds import Choice, Field, Sql, alternatives
from .operators import CHOICES, Operator
from .yardstick import Yardstick


@dataclass(frozen=True, kw_only=True)
class OfSegment(Field):
    """Whether a guest is in one of some segments."""

    editor: ClassVar[str] = "segment"
    phrase_not: StrOrPromise

    @property
    def operators(self) -> tuple[Operator, ...]:
        return CHOICES

    def value(self, op: Operator, raw: object) -> object:
        return reading.numbers(raw)

    def choices(self, search: str = "") -> list[Choice]:
        return sources.segments(search)

    def sql(self, asked: Condition, by: Yardstick) -> Sql:
        raise Unfit(_("This segment is not known here."))

    def words(self, asked: Condition, by: Yardstick) -> str:
        assert isinstance(asked.value, tuple)
        named = sources.SEGMENTS(asked.value)
        labels = [_("“%(name)s”") % {"name": named.get(pk, _("(gone)"))} for pk in asked.value]
        return str(self.phrase if asked.op == "in" else self.phrase_not) % {"choices": alternatives(labels)}

    def has(self, asked: Condition, facts: GuestFacts, by: Yardstick) -> str:
        return ""


OF_SEGMENT: Final = OfSegment(
    code="segment",
    group="segments",
    label=gettext_lazy("Segment"),
    phrase=gettext_lazy("are in the segment %(choices)s"),
    phrase_not=gettext_lazy("are not in the segment %(choices)s"),
)
