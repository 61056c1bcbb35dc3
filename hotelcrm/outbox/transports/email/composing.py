"""The mail of an envelope: addressed, with both alternatives, and with no way for its words to become headers."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome, SenderFaultError

from .headers import one_line

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

# What every sender of e-mail may be told.
REPLY_TO = Option("reply_to", _("answers go to"), is_required=False)
UNSUBSCRIBE_MAILBOX = Option("unsubscribe_mailbox", _("mailbox for unsubscribing"), is_required=False)
TIMEOUT = Option("timeout", _("seconds to wait for each answer"), is_required=False)
_NEVER = frozenset(' <>,;:"()[]\\')
LONGEST_LINE = 990  # octets; RFC 5322 allows 998
_FIRST_DOT = re.compile(rb"(?m)^\.")


class UnsendableError(Exception):
    """No mail can be made of the envelope; the outcome says whether for its address or its content."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


def check_sender(sender: "Sender", told: Mapping[str, str]) -> None:
    """Raise `SenderFaultError` where no mail could leave: no address to send from, or a mailbox that is none."""
    for mailbox in (
        sender.address,
        *filter(None, (told.get(option.key) for option in (REPLY_TO, UNSUBSCRIBE_MAILBOX))),
    ):
        if _fault_of(mailbox):
            raise SenderFaultError(_("%(address)s is no e-mail address.") % {"address": mailbox or "-"})
    try:
        patience(told)
    except ValueError as fault:
        raise SenderFaultError(_("Seconds to wait are a number.")) from fault


def patience(told: Mapping[str, str]) -> float:
    """Seconds to wait for each answer."""
    return float(told.get(TIMEOUT.key) or settings.EMAIL_TIMEOUT)


def compose(envelope: Envelope, sender: "Sender", told: Mapping[str, str]) -> EmailMultiAlternatives:
    """The mail of `envelope`. Raises `UnsendableError` for a line break in subject or headers, and for a bad address.

    Names lose what could end a line: they are people's, and nobody's fault. Subject and headers are ours: what is wrong
    with them is refused, so that somebody looks.
    """
    _check(envelope)
    mail = EmailMultiAlternatives(
        subject=envelope.subject,
        body=envelope.text,
        from_email=_mailbox(sender.name, sender.address),
        to=[_mailbox(envelope.name, envelope.address)],
        reply_to=[told["reply_to"]] if told.get("reply_to") else None,
        headers=dict(envelope.headers) | _own_id(envelope, sender),
    )
    if envelope.html:
        mail.attach_alternative(envelope.html, "text/html")
    return mail


def as_data(mail: EmailMultiAlternatives) -> bytes:
    """`mail` as SMTP carries it: lines, a dot at the beginning of one doubled (RFC 5321, 4.5.2), no final dot yet.

    Raises `UnsendableError`.
    """
    try:
        whole = _as_bytes(mail.message())
    except (BadHeaderError, ValueError) as fault:
        raise UnsendableError(Outcome(Fate.REFUSED_CONTENT, code="bad_header")) from fault
    lines = _FIRST_DOT.sub(b"..", whole)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _as_bytes(message: Any) -> bytes:
    """What ``message.as_bytes`` makes of one text or of alternatives, without folding headers again that are ready.

    Python's generator takes longer for a mail than to send it. Lines too long for SMTP are left to it.
    """
    if not message.is_multipart():
        whole = _entity(message)
    else:
        boundary = f"={uuid4().hex}="  # nobody guesses it, so no text contains it
        message.set_boundary(boundary)
        parts = "".join(f"--{boundary}\n{_entity(part)}\n" for part in message.get_payload())
        whole = f"{_entity(message, parts)}--{boundary}--\n"
    # Lines end with CR LF and nothing else: about a dot between other ends servers disagree; a mail could hide there.
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "surrogateescape").split(b"\n")
    if any(len(line) > LONGEST_LINE for line in lines):
        return bytes(message.as_bytes(linesep="\r\n"))
    return b"\r\n".join(lines)


def _entity(part: Any, body: str | None = None) -> str:
    head = "".join(f"{name}: {value}\n" for name, value in part.items())
    return f"{head}\n{part.get_payload() if body is None else body}"


def _check(envelope: Envelope) -> None:
    fault = _fault_of(envelope.address)
    if fault:
        raise UnsendableError(Outcome(Fate.REFUSED_ADDRESS, code=fault))
    lines = [envelope.subject, *envelope.headers.keys(), *envelope.headers.values()]
    if any(one_line(line) != " ".join(line.split()) or "\n" in line or "\r" in line for line in lines):
        raise UnsendableError(Outcome(Fate.REFUSED_CONTENT, code="bad_header"))


def _fault_of(address: str) -> str:
    """Why nothing can be sent there; empty when it can."""
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or not address.isprintable() or set(address) & _NEVER:
        return "bad_address"
    try:
        domain.encode("idna")
    except UnicodeError:
        return "bad_address"
    return "" if local.isascii() else "smtputf8"  # would be needed all the way, and hardly any road has it


def _mailbox(name: str, address: str) -> str:
    name = one_line(name).replace("\\", "").replace('"', "'")
    return f'"{name}" <{address}>' if name else address


def _own_id(envelope: Envelope, sender: "Sender") -> dict[str, str]:
    """A stable name also where nobody gave one."""
    if any(name.lower() == "message-id" for name in envelope.headers):
        return {}
    domain = sender.address.rpartition("@")[2].encode("idna").decode("ascii") or "localhost"
    return {"Message-ID": f"<{one_line(envelope.reference)}@{domain}>"}
