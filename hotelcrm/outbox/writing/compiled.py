"""Templates ready to be filled, kept in the process: by variant and revision, so many and no more."""

import re
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import unescape
from threading import Lock

from django.conf import settings
from liquid import BoundTemplate

from hotelcrm.outbox.models import Link, Variant

from . import blocks
from .compiling import compile_typed, typed_of
from .liquid import Values, fill, parse

MOST_KEPT = 256
LONGEST_LINK = 500  # as stored; longer ones are led to directly
_HREF = re.compile(r'(<a\b[^>]*?\shref=")(https?://[^"{}\s]+)(")')
Provider = BoundTemplate | dict[str, "Provider"] | list["Provider"] | int | float | bool | None


@dataclass(frozen=True)
class Compiled:
    """One variant, parsed. `links` leads from names in the HTML to (id of the stored link, address)."""

    subject: BoundTemplate
    text: BoundTemplate
    html: BoundTemplate | None
    groups: frozenset[str]
    links: Mapping[str, tuple[int, str]]
    provider: Provider

    def fill_provider(self, values: Values) -> dict[str, object]:
        """What the template says to each transport, its texts filled. Raises `UnfillableError`."""
        found = _filled(self.provider, values)
        return found if isinstance(found, dict) else {}


_KEPT: OrderedDict[tuple[int, int], Compiled] = OrderedDict()
_LOCK = Lock()


def compiled_of(template_ids: Collection[int]) -> dict[tuple[int, str, str], Compiled]:
    """All variants of these templates by (template, language, channel): one query, and one more for those not kept."""
    rows = Variant.objects.filter(template__in=template_ids).values_list(
        "pk", "revision", "template", "language", "channel"
    )
    keys = {(pk, revision): (template, language, channel) for pk, revision, template, language, channel in rows}
    ready = {key: _KEPT[key] for key in keys if key in _KEPT}
    missing = [pk for pk, revision in keys if (pk, revision) not in ready]
    for variant in Variant.objects.filter(pk__in=missing) if missing else ():
        compiled = ready[variant.pk, variant.revision] = compile_variant(variant)
        _keep((variant.pk, variant.revision), compiled)
    return {keys[key]: compiled for key, compiled in ready.items() if key in keys}


def _keep(key: tuple[int, int], compiled: Compiled) -> None:
    with _LOCK:
        _KEPT[key] = compiled
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)


def compile_variant(variant: Variant, *, stores_links: bool = True) -> Compiled:
    """`variant`, parsed. Its outward links are stored, so that they can be followed; else they lead there directly."""
    variant = _compiled_first(variant)
    html, links = _with_places(variant.html, stores_links=stores_links)
    subject, text = parse(variant.subject), parse(variant.text)
    page = parse(html, is_html=True) if html else None
    provider = _parsed(variant.provider_ids)
    parts = [subject, text, *([page] if page else []), *_templates(provider)]
    groups = frozenset(name for part in parts for name in part.analyze(include_partials=False).globals)
    return Compiled(subject, text, page, groups, links, provider)


def _compiled_first(variant: Variant) -> Variant:
    """`variant` with its HTML and text; one that a migration entered is compiled when it is first used."""
    if variant.revision:
        return variant
    ready = compile_typed(typed_of(variant), blocks.sources(variant.language))
    variant.html, variant.text = ready.html, ready.text
    return variant


def outward(html: str) -> set[str]:
    """The addresses outside this site that `html` leads to."""
    found = {unescape(match[2]) for match in _HREF.finditer(html)}
    return {url for url in found if not url.startswith(settings.PUBLIC_URL) and len(url) <= LONGEST_LINK}


def _with_places(html: str, *, stores_links: bool) -> tuple[str, dict[str, tuple[int, str]]]:
    urls = sorted(outward(html))
    ids = _stored(urls) if stores_links and urls else {}
    names = {url: f"l{at}" for at, url in enumerate(urls)}

    def place(found: re.Match[str]) -> str:
        name = names.get(unescape(found[2]))
        return f"{found[1]}{{{{ tracked.{name} }}}}{found[3]}" if name else found.group()

    return _HREF.sub(place, html), {name: (ids.get(url, 0), url) for url, name in names.items()}


def _stored(urls: list[str]) -> dict[str, int]:
    known = dict(Link.objects.filter(url__in=urls).values_list("url", "pk"))
    if len(known) < len(urls):
        Link.objects.bulk_create([Link(url=url) for url in urls if url not in known], ignore_conflicts=True)
        known = dict(Link.objects.filter(url__in=urls).values_list("url", "pk"))
    return known


def _parsed(said: object) -> Provider:
    if isinstance(said, str):
        return parse(said)
    if isinstance(said, dict):
        return {str(key): _parsed(part) for key, part in said.items()}
    if isinstance(said, list):
        return [_parsed(part) for part in said]
    return said if isinstance(said, int | float | bool) else None


def _templates(provider: Provider) -> list[BoundTemplate]:
    if isinstance(provider, BoundTemplate):
        return [provider]
    parts = provider.values() if isinstance(provider, dict) else provider if isinstance(provider, list) else ()
    return [template for part in parts for template in _templates(part)]


def _filled(provider: Provider, values: Values) -> object:
    if isinstance(provider, BoundTemplate):
        return fill(provider, values)
    if isinstance(provider, dict):
        return {key: _filled(part, values) for key, part in provider.items()}
    return [_filled(part, values) for part in provider] if isinstance(provider, list) else provider
