"""Merges of a guest, and two profiles side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guests.days import DayOfYear
from guests.models import Guest, Merge
from hotelcrm.accounts.access import Access
from hotelcrm.frame import formats

from .contacts import contact_lines
from .preferences import preference_groups


@dataclass(frozen=True)
class Difference:
    """One line of the comparison: what the kept and the other profile say."""

    label: str
    kept: str
    other: str
    is_fact: bool = True  # a count or a number of ours is no fact about the person

    @property
    def differs(self) -> bool:
        """Whether both say something about the person, and not the same."""
        return self.is_fact and bool(self.kept and self.other) and self.kept != self.other


def merges_into(guest: Guest) -> "QuerySet[Merge]":
    """The merges that made `guest` what it is and are not undone, latest first."""
    return guest.merges.filter(undone_at=None).select_related("absorbed", "by").order_by("-at", "-pk")


def comparison(kept: Guest, other: Guest, access: Access) -> list[Difference]:
    """The two profiles line by line: their fields, contacts (masked) and preferences, and how much else hangs on each.

    Contacts and preferences are as `access` may see them.
    """
    lines = [Difference(_("Number"), str(kept.number), str(other.number), is_fact=False)]
    lines += [Difference(label, one, two) for (label, one), (_same, two) in zip(_says(kept), _says(other), strict=True)]
    lines += [
        Difference(label, tell(kept, access), tell(other, access), is_fact=False)
        for label, tell in ((_("Contacts"), _contacts), (_("Preferences"), _preferences))
    ]
    counts = _counts([kept.pk, other.pk])
    for name, label in _counted():
        one, two = counts[kept.pk][name], counts[other.pk][name]
        lines.append(Difference(label, formats.number(one), formats.number(two), is_fact=False))
    return lines


def _says(guest: Guest) -> Iterator[tuple[str, str]]:
    yield _("Name"), f"{guest.sort_name} {guest.pinyin}".strip()
    yield _("Name in Latin letters"), guest.latin_name
    yield pgettext("profile", "Birthday"), _birthday(guest)
    yield _("Gender"), str(guest.get_gender_display()) if guest.gender else ""
    yield _("Language"), str(guest.get_language_display()) if guest.language else ""
    yield _("Nationality"), str(guest.nationality.name) if guest.nationality else ""
    yield _("Company account"), guest.company.name if guest.company else ""
    yield _("VIP level"), str(guest.get_vip_level_display()) if guest.vip_level else ""


def _birthday(guest: Guest) -> str:
    if guest.birth_date:
        return formats.date_only(guest.birth_date)
    if not (guest.birth_month and guest.birth_day):
        return str(guest.birth_year or "")
    words = DayOfYear(guest.birth_month, guest.birth_day, guest.birth_is_lunar).words
    return f"{words} · {guest.birth_year}" if guest.birth_year else words


def _contacts(guest: Guest, access: Access) -> str:
    return " · ".join(line.shown for line in contact_lines(guest, access))


def _preferences(guest: Guest, access: Access) -> str:
    groups = preference_groups(guest, access)
    return " · ".join(line.row.tag.name for group in groups for line in group.lines)


def _counted() -> tuple[tuple[str, str], ...]:
    return (
        ("relationships", _("Relations")),
        ("touchpoints", _("Moments on the timeline")),
    )


def _counts(pks: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {pk: {} for pk in pks}
    for name, _label in _counted():
        rows = dict(Guest.objects.filter(pk__in=pks).values_list("pk").annotate(n=Count(name)).order_by())
        for pk in pks:
            found[pk][name] = rows.get(pk, 0)
    return found
