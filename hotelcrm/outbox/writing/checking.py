"""What is wrong with a text before it is saved: a sentence for each fault, with its line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose

from . import addresses, blocks, markup, values, wayout
from .compiling import Ready, Typed, compile_typed
from .liquid import TemplateFaultError, UnfillableError, fill, parse, unknown_filters
from .usage import Use, uses_in

FIELDS = ("subject", "preheader", "source", "plain")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, at that line of `field` (0: of the whole). A warning does not stop saving."""

    sentence: str
    field: str = "source"
    line: int = 0
    is_warning: bool = False


@dataclass(frozen=True)
class Rules:
    """What a template as a whole asks of each of its texts."""

    purpose: str
    is_generic: bool


def check(typed: Typed, rules: Rules, known: blocks.Sources) -> list[Fault]:
    """Everything that is wrong with `typed`, by field and line; nothing but warnings means that it may be saved."""
    faults = [*_missing(typed)]
    for field in FIELDS:
        text = getattr(typed, field)
        if text:
            faults += _faults_in(text, field, rules, known)
    faults += [Fault(**vars(flaw)) for flaw in addresses.faults_in(typed)]
    faults += [Fault(sentence, line=line) for line, sentence in markup.faults_in(typed)]
    if not any(not fault.is_warning for fault in faults):
        faults += _trial(typed, rules, known)
    order = {field: at for at, field in enumerate(FIELDS)}
    return sorted(faults, key=lambda fault: (order[fault.field], fault.line))


def check_values(text: str, rules: Rules) -> list[Fault]:
    """What is wrong with the values in `text`: a parameter of a provider's own template."""
    return _faults_in(text, "source", rules, {})


def check_block(source: str) -> list[Fault]:
    """Everything that is wrong with the text of a block, which stands in e-mails and in short messages alike."""
    held = blocks.named_in(source)
    rules = Rules(MessagePurpose.SERVICE, is_generic=False)
    faults = _faults_in(source, "source", rules, dict.fromkeys(held, ""))
    if held:
        faults.append(Fault(_("A block cannot hold another block.")))
    return faults + [Fault(**vars(flaw)) for flaw in addresses.faults_in(Typed("en", Road.EMAIL, source))]


def _missing(typed: Typed) -> Iterator[Fault]:
    if not typed.source.strip():
        yield Fault(_("Write a text."))
    if typed.channel == Road.EMAIL and not typed.subject.strip():
        yield Fault(_("An e-mail needs a subject."), "subject")
    if len(typed.subject.splitlines()) > 1:
        yield Fault(_("A subject is one line."), "subject")


def _faults_in(text: str, field: str, rules: Rules, known: blocks.Sources) -> list[Fault]:
    try:
        template = parse(text)
    except TemplateFaultError as fault:
        return [Fault(fault.sentence, field, fault.line)]
    faults = [
        Fault(sentence, field, use.line)
        for use in uses_in(template)
        if (sentence := _wrong_with(use, rules)) is not None
    ]
    for line, name in unknown_filters(template):
        faults.append(Fault(_("There is no filter “%(name)s”.") % {"name": name}, field, line))
    for code in sorted(blocks.named_in(text) - set(known)):
        line = text.count("\n", 0, text.find(code)) + 1
        faults.append(Fault(_("There is no block “%(code)s”.") % {"code": code}, field, line))
    for code in sorted(blocks.named_in(text) & set(known)):
        line = text.count("\n", 0, text.find(code)) + 1
        faults += [replace(fault, field=field, line=line) for fault in _faults_in(known[code], field, rules, {})]
    return faults


def _wrong_with(use: Use, rules: Rules) -> str | None:
    group = values.group_called(use.group)
    value = group.by_name.get(use.name) if group else None
    if value is None:
        near = values.nearest(use.written)
        return (
            _("There is no value “%(value)s”; did you mean “%(near)s”?") % {"value": use.written, "near": near}
            if near
            else _("There is no value “%(value)s”.") % {"value": use.written}
        )
    if value.is_profile and rules.is_generic:
        return _("“%(value)s” is something known of the guest: a generic template does without.") % {
            "value": use.written
        }
    if value.may_lack and use.needs_value:
        example = f'{{{{ {use.written} | default: "…" }}}}'
        return _("Some guests have no “%(value)s”: say what to write then, %(example)s.") % {
            "value": use.written,
            "example": example,
        }
    return None


def _trial(typed: Typed, rules: Rules, known: blocks.Sources) -> list[Fault]:
    """Compile it and fill it once with samples, and once without what some guests lack."""
    needs_way_out = typed.channel == Road.WECOM and rules.purpose != MessagePurpose.SERVICE
    try:
        ready = compile_typed(typed, known)
        with translation.override(typed.language):
            for sample in (values.samples(typed.language), values.samples(typed.language, without_lacking=True)):
                text = _fill(typed, ready, sample)
                if needs_way_out and not wayout.in_text(text):
                    return [_no_way_out()]
    except TemplateFaultError as fault:
        return [Fault(fault.sentence, line=fault.line)]
    except UnfillableError as fault:
        return [Fault(fault.sentence)]
    return []


def _no_way_out() -> Fault:
    return Fault(_("Guests must be able to end this: put {{ links.unsubscribe }} or {{ links.preferences }} in."))


def _fill(typed: Typed, ready: Ready, sample: dict[str, dict[str, object]]) -> str:
    """Fill all of it, and return the text."""
    fill(parse(typed.subject), sample)
    fill(parse(ready.html, is_html=True), sample)
    return fill(parse(ready.text), sample)
