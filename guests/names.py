"""What a guest's name looks like on the page, and every way in which staff may type it.

Pure: no rows are read or written here. ``search.py`` stores the keys and finds guests by them, ``surnames.py`` is the
table of readings that a dictionary gets wrong.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product

from pypinyin import Style, pinyin

from .models import NameKey
from .surnames import COMPOUND, GIVEN_ALSO, SINGLE

LONGEST_KEY = 100  # letters; a longer name is found by its first hundred
MOST_PARTS = 5  # of a Western name; further ones are found only behind the others
ALL_ORDERS = 3  # up to this many parts, every order is a key of its own
MOST_READINGS = 6  # of one given name
TWO = 2

Key = tuple[NameKey.Kind, str]
NAME, GIVEN, PINYIN, INITIALS = NameKey.Kind.NAME, NameKey.Kind.GIVEN, NameKey.Kind.PINYIN, NameKey.Kind.INITIALS

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)
# As German and Scandinavian names are written without their own letters.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SPELT_LETTERS = frozenset("äöüøåÄÖÜØÅ")
_MARKS = re.compile("[\u0300-\u036f]+")
_APOSTROPHES = re.compile("['’‘ʼ`´ʻ′＇]")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_HYPHENS = re.compile("(?<=\\w)[-‐‑–'’‘ʼ`´ʻ′＇](?=\\w)")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af〇]+")
_PLAIN_HAN = re.compile("[\u4e00-\u9fff]+")
_DOTS = re.compile(r"[\s·•・‧․．]+")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")


@dataclass(frozen=True, slots=True)
class NameForms:
    """One name: its parts, how it is shown, and its keys."""

    family: str
    given: str
    full_name: str
    pinyin: str
    latin_name: str
    keys: tuple[Key, ...]


def forms_of(family: str, given: str, full: str = "", latin: str = "") -> NameForms:
    """The forms of the name of one person, from whatever parts are known.

    `family` and `given` count when either is there; otherwise `full` is taken apart (a Chinese name by the table of
    surnames, "Featherstone, Anna" at its comma, else the last word is the family name). Keys are lower case, without
    accents or punctuation, each at most `LONGEST_KEY` letters: a guest is found by the beginning of any of them.
    Nothing at all gives empty forms without keys.
    """
    family, given, full, latin = _tidy(family), _tidy(given), _tidy(full), _tidy(latin)
    apart = bool(family or given)
    if not apart:
        family, given = parts_of(full)
    full = full or _joined(family, given)
    if not _is_han(full):
        shown, keys = "", _western(full)
        if apart and _letters(family + given) != _letters(full):
            keys += _western(f"{given} {family}")
    elif apart and not _is_han(family + given):
        shown, keys = _chinese(*parts_of(full), full)
        keys += _western(f"{given} {family}")
    else:
        shown, keys = _chinese(family, given, full)
    if latin and latin != full:
        keys += _western(latin)
    return NameForms(family, given, full, shown, latin, tuple(dict.fromkeys(keys)))


def fold(text: str) -> str:
    """`text` as keys are written: lower case, no accents, one space between words, nothing but letters and digits.

    The same for what was typed and for what is stored, so that both meet.
    """
    if text.isascii():
        text = text.lower()
        return text if text.isalnum() else _NOT_A_WORD.sub(" ", text.replace("'", "").replace("`", "")).strip()
    if _PLAIN_HAN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).casefold().translate(_PLAIN)
    text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    return " ".join(kept.split())


def spelt_out(text: str) -> str:
    """`text` folded with its umlauts spelt out ("Müller" gives "mueller"): how machines without them write it."""
    return fold(unicodedata.normalize("NFC", text).lower().translate(_SPELT_OUT))


def _tidy(text: str) -> str:
    if not text:
        return text
    text = " ".join(text.split())
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())


def _letters(text: str) -> str:
    return "".join(sorted(text.replace(" ", "").replace(",", "")))


def _is_han(text: str) -> bool:
    return (_PLAIN_HAN.fullmatch(text) or _HAN.fullmatch(_DOTS.sub("", text))) is not None


def _joined(family: str, given: str) -> str:
    return family + given if _is_han(family + given) else f"{given} {family}".strip()


@lru_cache(maxsize=4096)
def parts_of(full: str) -> tuple[str, str]:
    """Family and given name of a name written in one piece."""
    if _is_han(full):
        if _DOTS.search(full):  # 阿卜杜拉·买买提: own name first, father's name behind it
            return "", full
        length = next((n for n in (4, 2) if len(full) > n and full[:n] in COMPOUND), 1)
        return full[:length], full[length:]
    if "," in full:
        family, given = full.split(",", 1)
        return family.strip(), given.strip()
    given, _space, family = full.rpartition(" ")
    return family, given


def name_in(text: str) -> str:
    """What was typed into a search box, if it can be a name: a number or an address is none."""
    text = text.strip()
    return "" if any(sign.isdigit() or sign == "@" for sign in text) else text


# Chinese names


def _chinese(family: str, given: str, full: str) -> tuple[str, list[Key]]:
    """Pinyin with tone marks, and the keys, of a name in Chinese characters."""
    parts = _DOTS.split(given)
    families, givens = _family_readings(family), _given_readings("".join(parts))
    shown = " ".join([_given_readings(part)[0].shown for part in parts])
    keys: list[Key] = [(NAME, fold(_DOTS.sub("", full) if len(parts) > 1 else full))]
    if given and family:
        keys.append((GIVEN, fold("".join(parts))))
    for part in parts[1:]:
        keys.append((GIVEN, fold(part)))
        keys += [(PINYIN, text) for text in _given_readings(part)[0].spellings]
    for one, two in product(families, givens):
        for first, second in product(one.spellings, two.spellings):
            keys += [(PINYIN, text) for text in (first + second, second + first, second) if text]
        keys += [(INITIALS, one.initials + two.initials), (INITIALS, two.initials + one.initials)]
    shown = f"{families[0].shown} {shown}".strip()
    return shown, [(kind, text[:LONGEST_KEY]) for kind, text in keys if len(text) > (kind == INITIALS)]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read some characters: with tone marks, plainly spelt (ü in three ways), and by initials."""

    shown: str
    spellings: tuple[str, ...]
    initials: str


@lru_cache(maxsize=4096)
def _family_readings(family: str) -> tuple[_Reading, ...]:
    if family in COMPOUND:
        return (_reading(COMPOUND[family]),)
    if family in SINGLE:
        return tuple(_reading((syllable,)) for syllable in SINGLE[family])
    return (_reading(_syllables(family)),)


@lru_cache(maxsize=131072)
def _given_readings(given: str) -> tuple[_Reading, ...]:
    usual = _syllables(given)
    if len(given) != len(usual):  # a character the dictionary does not know
        return (_reading(usual),)
    choices = [(one, *GIVEN_ALSO.get(sign, ())) for sign, one in zip(given, usual, strict=True)]
    every = [_reading(syllables) for syllables, _n in zip(product(*choices), range(MOST_READINGS), strict=False)]
    return tuple({reading.spellings: reading for reading in reversed(every)}.values())[::-1]


def _syllables(text: str) -> tuple[str, ...]:
    return tuple(row[0] for row in pinyin(text, style=Style.TONE)) if text else ()


def _reading(syllables: tuple[str, ...]) -> _Reading:
    plain = [_TONES.sub("", unicodedata.normalize("NFD", syllable)) for syllable in syllables]
    shown = "".join(
        # Xī'ān: a syllable that begins with a vowel is set apart.
        f"'{syllable}" if n and plain[n][:1] in ("a", "o", "e") else syllable
        for n, syllable in enumerate(syllables)
    )
    joined = "".join(plain)
    umlaut = "u\u0308"  # 吕 is Lü on the page, lv on the keyboard, LYU in the passport, Lu on many a form
    spellings = [fold(joined).replace(" ", "")]
    if umlaut in joined:
        spellings += [fold(joined.replace(umlaut, other)).replace(" ", "") for other in ("v", "yu")]
    return _Reading(shown[:1].upper() + shown[1:], tuple(spellings), "".join(fold(part)[:1] for part in plain))


# Names in every other script


def _western(text: str) -> list[Key]:
    """Every order of the parts; hyphens and apostrophes as a gap and as nothing; umlauts spelt out as well."""
    surname_first = "," in text
    keys: list[Key] = []
    for spelling in _spellings(text):
        parts = spelling.split()
        keys += [(NAME, key[:LONGEST_KEY].rstrip()) for key in _orders(parts)]
        if len(parts) > 1:
            initials = "".join(part[0] for part in parts[: MOST_PARTS * TWO])
            turned = initials[1:] + initials[0] if surname_first else initials[-1] + initials[:-1]
            keys += [(INITIALS, initials), (INITIALS, turned)]
    return keys


def _spellings(text: str) -> Iterator[str]:
    spelt_differently = not text.isascii() and not _SPELT_LETTERS.isdisjoint(text)
    for variant in _gaps(text):
        yield fold(variant)
        if spelt_differently:
            yield spelt_out(variant)


def _gaps(text: str) -> Iterable[str]:
    if _HYPHENS.search(text) is None:
        return (text,)
    return (_HYPHENS.sub(" ", text), _HYPHENS.sub("", text))


def _orders(parts: list[str]) -> Iterator[str]:
    if len(parts) <= ALL_ORDERS:
        yield from (" ".join(order) for order in permutations(parts) if order)
        return
    for first, second in permutations(range(min(len(parts), MOST_PARTS)), TWO):
        rest = [part for n, part in enumerate(parts) if n not in (first, second)]
        yield " ".join([parts[first], parts[second], *rest])
