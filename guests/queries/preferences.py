"""Preferences as they are read, and what to suggest to those who note one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext
from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz

from guests.models import Guest, GuestTag, Tag, TagCategory
from guests.models.preference import GuestTagQuerySet
from guests.names import fold
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel

OTHER_WISH = "other-wish"
SUGGESTIONS = 12
LATEST = 500  # notes of a team that say what it notes most
ALIKE = 78  # of 100, by rapidfuzz: "longjin tea" finds Longjing tea, "green" does not find "garden"
SHORTEST_FUZZY = 4


@dataclass(frozen=True)
class PreferenceLine:
    """One preference with where it comes from."""

    row: GuestTag
    source: str


@dataclass(frozen=True)
class PreferenceGroup:
    """The preferences under one heading."""

    category: TagCategory
    lines: list[PreferenceLine]


def preference_groups(guest: Guest, access: Access) -> list[PreferenceGroup]:
    """What holds of `guest` now, by category; without the sensitive ones for a role that may not see them."""
    rows = visible(guest.guest_tags.filter(withdrawn_at=None), access).order_by(
        "tag__category__order", "tag__category__code", "-tag__is_alert", "-times", "tag__code"
    )
    return [
        PreferenceGroup(category, [PreferenceLine(row, source_words(row)) for row in group])
        for category, group in groupby(rows, key=lambda row: row.tag.category)
    ]


def visible(rows: GuestTagQuerySet, access: Access) -> "QuerySet[GuestTag]":
    """Those of `rows` that this person's role may see and the guest did not forbid, with tag and category."""
    rows = rows.agreed().select_related("tag__category", "noted_by")
    return rows if access.may(Permission.SEE_SENSITIVE) else rows.filter(tag__is_sensitive=False)


def withheld(guest: Guest, access: Access) -> int:
    """How many sensitive preferences of `guest` are kept from everybody, for a role that might see them: 0 for others.

    The guest refused or withdrew the consent to keep them.
    """
    if not access.may(Permission.SEE_SENSITIVE):
        return 0
    rows = guest.guest_tags.filter(tag__is_sensitive=True)
    return rows.exclude(pk__in=rows.agreed().values("pk")).count()


def source_words(row: GuestTag) -> str:
    """Where a preference comes from and how surely: "stated · 6 times", "inferred · 62%"."""
    if row.source == GuestTag.Source.INFERRED:
        return gettext("inferred · %(confidence)s%%") % {"confidence": row.confidence}
    if row.source == GuestTag.Source.STATED:
        who = gettext("stated by the guest")
    elif row.department:
        who = gettext("observed by %(department)s") % {"department": row.get_department_display()}
    else:
        who = gettext("observed")
    if row.times == 1:
        return who
    times = ngettext("%(n)s time", "%(n)s times", row.times) % {"n": row.times}
    return gettext("%(who)s · %(times)s") % {"who": who, "times": times}


def suggestions(access: Access, *, hotel: Hotel, text: str) -> list[Tag]:
    """Tags to offer, best first, at most `SUGGESTIONS`: those that match `text`, else what this team notes most.

    `text` is looked for in both names, synonyms and the pinyin of the Chinese name (in full or by initials), with
    typing errors forgiven. Sensitive tags are offered to those who see them: see `offered`.
    """
    tags = list(_offered(access))
    wanted = fold(text)
    if not wanted:
        return _usual(tags, access, hotel=hotel)
    scored = [(score, tag) for tag in tags if (score := _score(wanted, _spellings(tag)))]
    return [tag for _score_, tag in sorted(scored, key=lambda pair: (-pair[0], pair[1].code))][:SUGGESTIONS]


def offered(access: Access) -> "QuerySet[Tag]":
    """The tags this person may note: sensitive ones if the role sees them, or its department has to know them."""
    tags = Tag.objects.filter(is_active=True).select_related("category")
    if access.may(Permission.SEE_SENSITIVE):
        return tags
    mine = Q(category__departments__overlap=sorted(access.departments))
    return tags.filter(Q(is_sensitive=False) | mine) if access.departments else tags.filter(is_sensitive=False)


def _offered(access: Access) -> "QuerySet[Tag]":
    return offered(access).exclude(code=OTHER_WISH).order_by("category__order", "code")


def _usual(tags: list[Tag], access: Access, *, hotel: Hotel) -> list[Tag]:
    """What was noted most at this hotel lately, filled up with the first of each category the team sees."""
    mine = access.departments
    noted = GuestTag.objects.filter(hotel=hotel)
    if mine:
        noted = noted.filter(department__in=mine)
    counts = Counter(noted.order_by("-noted_at").values_list("tag_id", flat=True)[:LATEST])
    seen = [tag for tag in tags if not mine or mine & set(tag.category.departments)]
    often = sorted((tag for tag in tags if tag.pk in counts), key=lambda tag: (-counts[tag.pk], tag.code))
    first = _one_of_each(seen)
    return list(dict.fromkeys([*often, *first, *seen]))[:SUGGESTIONS]


def _one_of_each(tags: Iterable[Tag]) -> list[Tag]:
    return list({tag.category_id: tag for tag in reversed(list(tags)) if not tag.is_sensitive}.values())[::-1]


def _spellings(tag: Tag) -> tuple[str, ...]:
    return _spelt(tag.name_en, tag.name_zh, tuple(tag.synonyms))


@lru_cache(maxsize=4096)
def _spelt(english: str, chinese: str, synonyms: tuple[str, ...]) -> tuple[str, ...]:
    plain = [fold(english), fold(chinese), *(fold(word) for word in synonyms)]
    by_sound = ["".join(lazy_pinyin(chinese)).lower(), "".join(lazy_pinyin(chinese, style=Style.FIRST_LETTER)).lower()]
    return tuple(dict.fromkeys([*plain, *(fold(word) for word in by_sound)]))


def _score(wanted: str, spellings: tuple[str, ...]) -> float:
    """0 for no match; higher for the beginning of a name than for its middle, and for either than for a likeness."""
    joined = wanted.replace(" ", "")
    best = 0.0
    for n, spelling in enumerate(spellings):
        if spelling.startswith(wanted) or spelling.replace(" ", "").startswith(joined):
            best = max(best, 300 - n)
        elif wanted in spelling:
            best = max(best, 200 - n)
        elif len(wanted) >= SHORTEST_FUZZY and (alike := fuzz.ratio(wanted, spelling)) >= ALIKE:
            best = max(best, alike)
    return best
