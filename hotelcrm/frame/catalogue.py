"""The one translation catalogue: extracted, checked and compiled with Babel, so that nobody has to install gettext."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as django_template

LANGUAGE = "zh_Hans"
SOURCES = ("hotelcrm", "guests", "stays", "loyalty", "feedback", "campaigns", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Fault:
    """One message that may not ship: its text, where it is used, and what is wrong with it."""

    msgid: str
    where: str
    problem: str


def path() -> Path:
    """Where the catalogue is kept."""
    return Path(settings.LOCALE_PATHS[0]) / LANGUAGE / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """Every message the sources use now, without translations."""
    catalog = Catalog(locale=LANGUAGE, project="Hotel CRM", charset="utf-8", fuzzy=False)
    for file in _files():
        name = file.relative_to(settings.BASE_DIR).as_posix()
        for _line, message, comments, context in extract("python", _python(file), KEYWORDS, ("Translators:",)):
            catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context, flags=_flags(message))
    return catalog


def saved() -> Catalog:
    """The catalogue as it was last written."""
    if not path().exists():
        return Catalog(locale=LANGUAGE)
    with path().open("rb") as stream:
        return read_po(stream, locale=LANGUAGE)


def sync() -> Catalog:
    """Write the catalogue anew: what the sources use, with the translations there are; what nobody uses goes."""
    catalog, old = extracted(), saved()
    for message in catalog:
        known = old.get(_first(message.id), context=message.context) if message.id else None
        if known is not None:
            message.string = known.string
            message.flags |= known.flags & {"fuzzy"}
    save(catalog)
    return catalog


def save(catalog: Catalog) -> None:
    """Write `catalog` to its place, sorted by text so that two people's additions seldom touch."""
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("wb") as stream:
        write_po(stream, catalog, width=120, sort_output=True, omit_header=False, include_lineno=False)


def compile_catalogue() -> Path:
    """Write the binary catalogue beside the readable one and return its path."""
    target = path().with_suffix(".mo")
    with target.open("wb") as stream:
        write_mo(stream, saved())
    return target


def faults() -> list[Fault]:
    """Messages that are untranslated, fuzzy, missing from the catalogue or no longer used."""
    used, catalog = extracted(), saved()
    wanted = {(m.id, m.context) for m in used if m.id}
    found = [Fault(str(m.id), _where(m), "no longer used") for m in catalog if m.id and (m.id, m.context) not in wanted]
    found += [Fault(str(m.id), _where(m), problem) for m in used if m.id and (problem := _problem(catalog, m))]
    return found


def _problem(catalog: Catalog, message: Message) -> str:
    known = catalog.get(_first(message.id), context=message.context)
    if known is None:
        return "not in the catalogue"
    if known.fuzzy:
        return "fuzzy"
    texts = known.string if isinstance(known.string, tuple | list) else [known.string]
    if not all(texts):
        return "untranslated"
    return ""


def _first(msgid: str | tuple[str, ...] | list[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def _where(message: Message) -> str:
    return ", ".join(name for name, _line in message.locations)


def _flags(message: str | tuple[str, ...]) -> list[str]:
    return ["python-format"] if "%(" in "".join(part for part in message if part) else []


def _files() -> Iterator[Path]:
    for source in SOURCES:
        for file in sorted((settings.BASE_DIR / source).rglob("*")):
            if file.suffix in {".py", ".html", ".txt"} and "migrations" not in file.parts:
                yield file


def _python(file: Path) -> io.BytesIO:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # What is left of a template is no Python block: its indentation would be an error.
        text = "\n".join(line.lstrip() for line in django_template.templatize(text, origin=str(file)).splitlines())
    return io.BytesIO(text.encode())
