"""Templates, their texts and the blocks they share: entered, changed, duplicated, archived, tried on oneself."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from guests.actions.contacts import normalised
from guests.models import Contact
from guests.normalise import Unreadable
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.models import Block, Message, Suppression, Template, Variant
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import TemplateLanguage
from hotelcrm.outbox.writing import blocks
from hotelcrm.outbox.writing.checking import Fault, Rules, check, check_block, check_values
from hotelcrm.outbox.writing.compiling import Typed, compile_typed, typed_of
from hotelcrm.outbox.writing.rendering import Written

from .checking import UnfitMessageError
from .queueing import queue_to_staff
from .suppressing import KINDS, index_of

FIELDS = ("subject", "preheader", "source", "plain", "provider_ids")
TEST_CHANNEL = {Road.EMAIL: Road.EMAIL, Road.SMS: Road.SMS, Road.WECOM: Road.WECOM_STAFF}


class StaleTextError(Exception):
    """Somebody else saved meanwhile; `current` is what they saved."""

    def __init__(self, current: Template | Variant | Block) -> None:
        super().__init__(_("Somebody else changed this while you were typing."))
        self.current = current


class FaultyTextError(Exception):
    """The text cannot be saved; `faults` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults[0].sentence)
        self.faults = faults


class FaultyVariantsError(Exception):
    """A template cannot become what was wanted, because some of its texts may not then; `where` names them."""

    def __init__(self, variant: Variant, fault: Fault) -> None:
        where = f"{variant.get_language_display()}, {variant.get_channel_display()}"
        super().__init__(f"{where}: {fault.sentence}")


@dataclass(frozen=True)
class Text:
    """What was typed for one language and channel of a template."""

    source: str
    subject: str = ""
    preheader: str = ""
    plain: str = ""
    provider_ids: Mapping[str, Any] = field(default_factory=dict)

    def typed(self, language: str, channel: str) -> Typed:
        """The same for checking and compiling."""
        return Typed(language, channel, self.source, self.subject, self.preheader, self.plain)


def create_template(*, name_en: str, name_zh: str, purpose: str, is_generic: bool, fallback: str, by: User) -> Template:
    """Enter a template without any text yet; its code is made from the English name."""
    with transaction.atomic(), trail("outbox.create_template", by=by):
        return Template.objects.create(
            code=_free_code(name_en),
            name_en=name_en,
            name_zh=name_zh,
            purpose=purpose,
            is_generic=is_generic,
            fallback=fallback,
        )


@transaction.atomic
def edit_template(template: Template, *, version: int, by: User, **changes: Any) -> Template:
    """Change names, purpose, `is_generic` or fallback of a template that was read at `version`.

    Raises `StaleTextError`, and `FaultyVariantsError` when a text of it may not be what the template becomes.
    """
    row = _locked(template, version)
    for name, value in changes.items():
        setattr(row, name, value)
    rules = Rules(row.purpose, row.is_generic)
    for variant in row.variants.order_by("pk"):
        faults = [
            one for one in check(typed_of(variant), rules, blocks.sources(variant.language)) if not one.is_warning
        ]
        if faults:
            raise FaultyVariantsError(variant, faults[0])
    row.version += 1
    with trail("outbox.edit_template", by=by, template=row.pk):
        row.save(update_fields=[*changes, "version"])
    return row


@transaction.atomic
def archive(template: Template, *, by: User, at: datetime) -> Template:
    """Take a template out of use; what was sent from it keeps it. Again changes nothing."""
    return _mark(template, at, by=by, verb="outbox.archive_template")


@transaction.atomic
def restore(template: Template, *, by: User) -> Template:
    """Take an archived template into use again."""
    return _mark(template, None, by=by, verb="outbox.restore_template")


def _mark(template: Template, at: datetime | None, *, by: User, verb: str) -> Template:
    row = Template.objects.select_for_update(no_key=True).get(pk=template.pk)
    if (row.archived_at is None) != (at is None):
        row.archived_at = at
        with trail(verb, by=by, template=row.pk):
            row.save(update_fields=["archived_at"])
    return row


@transaction.atomic
def duplicate(template: Template, *, by: User) -> Template:
    """A copy of `template` with all its texts, in use, under a name that says that it is one."""
    with trail("outbox.duplicate_template", by=by, template=template.pk):
        copy = Template.objects.create(
            code=_free_code(template.code),
            name_en=f"{template.name_en} (copy)"[:120],
            name_zh=f"{template.name_zh}（副本）"[:120],
            purpose=template.purpose,
            is_generic=template.is_generic,
            fallback=template.fallback,
        )
        for variant in template.variants.order_by("pk"):
            variant.pk, variant.template, variant.version, variant.revision = None, copy, 1, 1
            variant._state.adding = True  # noqa: SLF001 (as Django's documentation says for copies)
            variant.save()
    return copy


@transaction.atomic
def save_variant(template: Template, *, language: str, channel: str, text: Text, version: int, by: User) -> Variant:
    """Save the text of `template` in one language for one channel, read at `version` (0: there was none), compiled.

    Raises `FaultyTextError` with every fault, and `StaleTextError` when a later version stands there.
    """
    row = Template.objects.select_for_update(no_key=True).get(pk=template.pk)
    known = blocks.sources(language)
    typed = text.typed(language, channel)
    rules = Rules(row.purpose, row.is_generic)
    faults = [fault for fault in check(typed, rules, known) if not fault.is_warning]
    faults += _faults_of_providers(text, rules)
    if faults:
        raise FaultyTextError(faults)
    variant = row.variants.filter(language=language, channel=channel).first()
    if variant is not None and variant.version != version:
        raise StaleTextError(variant)
    variant = variant or Variant(template=row, language=language, channel=channel, version=0, revision=0)
    for name in FIELDS:
        setattr(variant, name, getattr(text, name))
    ready = compile_typed(typed, known)
    variant.html, variant.text = ready.html, ready.text
    variant.version, variant.revision = variant.version + 1, variant.revision + 1
    with trail("outbox.save_text", by=by, template=row.pk, language=language, channel=channel):
        variant.save()
    return variant


def _faults_of_providers(text: Text, rules: Rules) -> list[Fault]:
    parameters = [value for told in text.provider_ids.values() for value in told["parameters"].values()]
    return [replace(fault, line=0) for value in parameters for fault in check_values(value, rules)]


@transaction.atomic
def remove_variant(variant: Variant, *, by: User) -> None:
    """Take one text out of its template: guests are then written to in the other language, or not on this channel."""
    with trail("outbox.remove_text", by=by, template=variant.template_id):
        variant.delete()


@transaction.atomic
def save_block(block: Block, *, version: int, by: User, **changes: str) -> Block:
    """Save a block (a new one without key) and compile every text it stands in anew.

    Raises `FaultyTextError`, `StaleTextError`, and `FaultyVariantsError` when a template cannot hold it any more.
    """
    for name in ("source_en", "source_zh"):
        faults = [one for one in check_block(changes[name]) if not one.is_warning]
        if faults:
            raise FaultyTextError([Fault(one.sentence, name, one.line) for one in faults])
    row = Block.objects.select_for_update(no_key=True).filter(pk=block.pk).first() or Block(version=0)
    if block.pk and row.version != version:
        raise StaleTextError(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.code = row.code or _free_block_code(row.name_en)
    row.version += 1
    with trail("outbox.save_block", by=by):
        row.save()
        _compile_with(row)
    return row


def _compile_with(block: Block) -> None:
    holding = Variant.objects.select_related("template").filter(source__contains="block").order_by("pk")
    known = {language: blocks.sources(language) for language in TemplateLanguage}
    for variant in holding.select_for_update(of=("self",), no_key=True):
        if block.code not in blocks.named_in(variant.source):
            continue
        typed, sources = typed_of(variant), known[TemplateLanguage(variant.language)]
        rules = Rules(variant.template.purpose, variant.template.is_generic)
        faults = [one for one in check(typed, rules, sources) if not one.is_warning]
        if faults:
            raise FaultyVariantsError(variant, faults[0])
        ready = compile_typed(typed, sources)
        Variant.objects.filter(pk=variant.pk).update(html=ready.html, text=ready.text, revision=F("revision") + 1)


def send_test(written: Written, *, channel: str, to: User, address: str, hotel: Hotel, at: datetime) -> Message:
    """Send what a preview shows to `to`, marked as a test; each time anew.

    By e-mail it goes to the address of the account, whatever `address` says; on other channels to `address`, unless
    that is some guest's or on the list of those never written to. Raises `UnfitMessageError`.
    """
    address = _address_of_ones_own(channel, to, address, hotel)
    body = written.html or written.text
    return queue_to_staff(
        to,
        hotel=hotel,
        channel=TEST_CHANNEL[Road(channel)],
        key=f"test:{uuid.uuid4()}",
        subject=_("Test: %(subject)s") % {"subject": written.subject} if written.subject else "",
        body=body,
        at=at,
        address=address,
        by=to,
    )


def _address_of_ones_own(channel: str, to: User, typed: str, hotel: Hotel) -> str:
    """Where a test goes: a test passes no gate, so it must not be a way to write to guests."""
    if channel == Road.EMAIL:
        if not to.email:
            raise UnfitMessageError(_("Your account has no e-mail address: ask an administrator to enter it."))
        return to.email
    if not typed.strip():
        raise UnfitMessageError(_("There is no address to send this to."))
    kind = KINDS[Road(channel)]
    try:
        address = normalised(kind, typed, country=hotel.country)
    except Unreadable as fault:
        raise UnfitMessageError(fault.sentence) from fault
    index = index_of(channel, address)
    is_guests = Contact.objects.filter(kind=kind, value_index=index).exists()
    if is_guests or Suppression.objects.filter(value_index=index, channel=channel, lifted_at=None).exists():
        raise UnfitMessageError(_("This is a guest's, or never written to: tests go to an address of your own."))
    return address


def _locked(template: Template, version: int) -> Template:
    row = Template.objects.select_for_update(no_key=True).get(pk=template.pk)
    if row.version != version:
        raise StaleTextError(row)
    return row


def _free_code(name: str) -> str:
    return _free(name, set(Template.objects.values_list("code", flat=True)), "template")


def _free_block_code(name: str) -> str:
    return _free(name, set(Block.objects.values_list("code", flat=True)), "block")


def _free(name: str, taken: set[str], otherwise: str) -> str:
    stem = slugify(name)[:34].strip("-") or otherwise
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)
