"""Many messages written at once: values by the set, templates compiled once, nothing that a guest typed as markup."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import translation
from django_stubs_ext import StrOrPromise

from hotelcrm.outbox.models import Message, MessagePolicy
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose, TemplateLanguage

from . import given, links, values
from .compiled import Compiled, compiled_of
from .footer import with_footer, with_text_footer
from .harmless import one_line
from .languages import language_for
from .liquid import UnfillableError, Values, fill

LONGEST_SUBJECT = 250
_GAPS = re.compile(r"\n(?:[ \t]*\n){2,}")  # where a block or a condition said nothing
ENDED_BY_LINK = (Road.EMAIL, Road.WECOM)  # a text message is ended by an answer, which its transport tells
READ_AS = {TemplateLanguage.ENGLISH: "en", TemplateLanguage.CHINESE: "zh-hans"}


@dataclass(frozen=True)
class Written:
    """What one guest receives. `html` is empty but for e-mail; `provider` is what the template says, by transport.

    `ways` are those that its text names.
    """

    subject: str
    text: str
    html: str
    language: str
    provider: dict[str, object] = field(default_factory=dict)
    ways: links.WaysOut | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Unwritable:
    """Why a message cannot be written; `value` names the one that is missing, if that is why."""

    said: StrOrPromise
    value: str = ""

    @property
    def sentence(self) -> str:
        """Why, for staff: in the language that is active when it is read, which is not the guest's."""
        return values.lacking(self.value) if self.value else str(self.said)


def write(messages: Sequence[Message], *, at: datetime) -> dict[int, Written | Unwritable]:  # noqa: ARG001
    """Write `messages` and return what came of each by its id, in the language of its guest.

    So many queries as there are groups of values in use, whatever the number of messages. A message without template
    is written from its own subject and text. Never raises for one message: that one is `Unwritable`.
    """
    prefetch_related_objects(messages, "guest__company", "hotel__message_policy", "template")
    variants = compiled_of({message.template_id for message in messages if message.template_id})
    chosen = {message.pk: _chosen(message, variants) for message in messages}
    languages = {pk: language for pk, (language, _variant) in chosen.items()}
    wanted = {pk: variant.groups for pk, (_language, variant) in chosen.items() if variant is not None}
    loaded = values.load(wanted, messages, languages)
    found: dict[int, Written | Unwritable] = {}
    for language, group in _by_language(messages, languages):
        with translation.override(READ_AS[TemplateLanguage(language)]):
            for message in group:
                found[message.pk] = _written(message, chosen[message.pk][1], loaded[message.pk], language)
    return found


Variants = dict[tuple[int, str, str], Compiled]


def _chosen(message: Message, variants: Variants) -> tuple[str, Compiled | None]:
    """The language of a message, and the variant of its template: the other language's where this one has none."""
    fallback = message.template.fallback if message.template else TemplateLanguage.ENGLISH
    language = language_for(message.guest, fallback) if message.guest else str(fallback)
    for tried in (language, fallback, *TemplateLanguage):
        variant = variants.get((message.template_id or 0, tried, message.channel))
        if variant is not None:
            return tried, variant
    return language, None


def _by_language(messages: Iterable[Message], languages: dict[int, str]) -> list[tuple[str, list[Message]]]:
    groups: defaultdict[str, list[Message]] = defaultdict(list)
    for message in messages:
        groups[languages[message.pk]].append(message)
    return sorted(groups.items())


def _written(message: Message, variant: Compiled | None, loaded: Values, language: str) -> Written | Unwritable:
    if message.template_id is None:
        return _given(message, language)
    if variant is None:
        return Unwritable(translation.gettext_lazy("The template has no text for this channel."))
    try:
        return filled(message, variant, loaded, policy=policy_of(message), language=language)
    except UnfillableError as fault:
        return Unwritable("" if fault.value else fault.said, fault.value)


def policy_of(message: Message) -> MessagePolicy:
    """The rules of the hotel that sends; those of a hotel without any are the defaults."""
    try:
        return message.hotel.message_policy
    except MessagePolicy.DoesNotExist:
        return MessagePolicy(hotel=message.hotel)


def filled(message: Message, variant: Compiled, loaded: Values, *, policy: MessagePolicy, language: str) -> Written:
    """One message from its template and values, in the active language. Raises `UnfillableError`."""
    follows = policy.follows_links and message.purpose != MessagePurpose.SERVICE
    destinations = {
        name: links.tracked(message, link_id) if follows and link_id else url
        for name, (link_id, url) in variant.links.items()
    }
    ways = links.WaysOut(message)
    text = _GAPS.sub("\n\n", fill(variant.text, loaded)).strip()
    html = fill(variant.html, {**loaded, "tracked": destinations}) if variant.html else ""
    return Written(
        subject=one_line(fill(variant.subject, loaded))[:LONGEST_SUBJECT],
        text=with_text_footer(text, message, language, ways) if message.channel in ENDED_BY_LINK else text,
        html=with_footer(html, message, policy, language, ways) if html else "",
        language=language,
        provider=variant.fill_provider(loaded),
        ways=ways,
    )


def _given(message: Message, language: str) -> Written:
    """A message without template: its text as it was typed, and the same as simple HTML."""
    text = given.clean(message.body or "")
    subject = one_line(message.subject or "")[:LONGEST_SUBJECT]
    ways = links.WaysOut(message)
    if message.channel != Road.EMAIL:
        ended = with_text_footer(text, message, language, ways) if message.channel in ENDED_BY_LINK else text
        return Written(subject, ended, "", language)
    if message.staff_id is not None and given.is_page(message.body or ""):
        return Written(subject, given.text_of(message.body), message.body, language)
    html = given.as_page(text, message.hotel, language)
    return Written(
        subject,
        with_text_footer(text, message, language, ways),
        with_footer(html, message, policy_of(message), language, ways),
        language,
        ways=ways,
    )
