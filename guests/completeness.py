"""How much of what matters is known about a guest, and what is missing.

Pure. The weights follow the fields of the business's definition of profile completeness (name, contact, birth date,
language, purpose, three preferences, consent); they add up to 100.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

PREFERENCES_WANTED = 3


@dataclass(frozen=True)
class Known:
    """What is on file: yes or no, and how many preferences."""

    name: bool
    contact: bool
    birthday: bool
    language: bool
    purpose: bool
    preferences: int
    consent: bool


@dataclass(frozen=True)
class Part:
    """One thing worth knowing: `weight` of 100, `share` of it filled (0 to 1), `card` where it is filled in."""

    code: str
    label: StrPromise
    weight: int
    share: float
    card: str

    @property
    def is_missing(self) -> bool:
        """Whether there is still something to ask."""
        return self.share < 1


@dataclass(frozen=True)
class Completeness:
    """The parts and what they add up to."""

    parts: tuple[Part, ...]

    @property
    def percent(self) -> int:
        """The weighted share that is filled, in whole percent."""
        return round(sum(part.weight * part.share for part in self.parts))

    @property
    def missing(self) -> list[Part]:
        """What to ask for, the weightiest first."""
        return sorted(
            (part for part in self.parts if part.is_missing), key=lambda part: -part.weight * (1 - part.share)
        )


def completeness(known: Known) -> Completeness:
    """The completeness of a profile of which `known` is on file."""
    some = min(known.preferences, PREFERENCES_WANTED) / PREFERENCES_WANTED
    return Completeness(
        (
            Part("name", _("Family and given name"), 15, float(known.name), "identity"),
            Part("contact", _("Phone or e-mail"), 20, float(known.contact), "contacts"),
            Part("birthday", pgettext_lazy("profile", "Birthday"), 15, float(known.birthday), "identity"),
            Part("language", _("Language"), 10, float(known.language), "identity"),
            Part("purpose", _("Purpose of travel"), 10, float(known.purpose), "stays"),
            Part("preferences", _("Three preferences"), 20, some, "preferences"),
            Part("consent", _("An answer to offers and news"), 10, float(known.consent), "consents"),
        )
    )
