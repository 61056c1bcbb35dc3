"""The mail of an envelope: addressed, with both alternatives, and with no way for its words to become headers."""

import re
from binascii import b2a_base64
from collections.abc import Mapping
from email.utils import formatdate
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError, forbid_multi_line_headers
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome, SenderFaultError

from .headers import one_line

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

# What every sender of e-mail may be told.
REPLY_TO = Option("reply_to", _("answers go to"), is_required=False)
UNSUBSCRIBE_MAILBOX = Option(
    "unsubscribe_mailbox", _("mailbox for unsubscribing (you read it, we do not)"), is_required=False
)
TIMEOUT = Option("timeout", _("seconds to wait for each answer"), is_required=False)
MOST_PATIENCE = 20  # several answers make a delivery, and all of it must be over before the lease is
_NEVER = frozenset(' <>,;:"()[]\\')
LONGEST_LINE = 990  # octets; RFC 5322 allows 998
_NAMED = re.compile(r'"(?P<name>[^"]*)" <(?P<address>[!-~]+)>')
_PER_WORD = 39  # octets of text in an encoded word: with the longest name of a header it fits a line of 76
_PER_LINE = 76


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
        seconds = patience(told)
    except ValueError as fault:
        raise SenderFaultError(_("Seconds to wait are a number.")) from fault
    if not 0 < seconds <= MOST_PATIENCE:
        raise SenderFaultError(_("Seconds to wait are %(most)s at most.") % {"most": MOST_PATIENCE})


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

    The headers are Django's; the texts are encoded here, for its generator takes longer for a mail than to send it.
    Raises `UnsendableError`.
    """
    try:
        head = _head(mail)
    except (BadHeaderError, ValueError) as fault:
        raise UnsendableError(Outcome(Fate.REFUSED_CONTENT, code="bad_header")) from fault
    pages = [_entity("html", str(page)) for page, _kind in mail.alternatives]
    texts = [_entity("plain", str(mail.body)), *pages] if mail.body or not pages else pages
    if not pages:
        whole = head + texts[0]
    else:
        boundary = f"={uuid4().hex}=".encode()  # nobody guesses it, so no text contains it
        parts = b"".join(b"--%b\r\n%b" % (boundary, text) for text in texts)
        kind = b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n' % boundary
        whole = b"%b%b%b--%b--\r\n" % (head, kind, parts, boundary)
    return whole.replace(b"\r\n.", b"\r\n..")


def _head(mail: EmailMultiAlternatives) -> bytes:
    """The headers but those about the content. Raises `BadHeaderError` for one with a line break."""
    answers = [("Reply-To", ", ".join(map(str, mail.reply_to)))] if mail.reply_to else []
    own = [("Subject", mail.subject), ("From", mail.from_email), ("To", ", ".join(mail.to)), *answers]
    given = {name.lower() for name in mail.extra_headers}
    dated = [] if "date" in given else [("Date", formatdate(localtime=False))]
    lines = [_header(name, str(value)) for name, value in (*own, *dated, *mail.extra_headers.items())]
    # Lines end with CR LF and nothing else: about a dot between other ends servers disagree; a mail could hide there.
    return "".join(f"{_lines(line)}\r\n" for line in (*lines, "MIME-Version: 1.0")).encode("ascii", "surrogateescape")


def _header(name: str, value: str) -> str:
    """One line: plain ASCII as it is, everything else folded and encoded as Django does."""
    if value.isascii() and len(value) < LONGEST_LINE - len(name) and not {"\n", "\r"} & set(value):
        return f"{name}: {value}"
    mailbox = _NAMED.fullmatch(value)
    if name == "Subject" and not {"\n", "\r"} & set(value):
        return f"{name}: {_words(value)}"
    if mailbox and not mailbox["name"].isascii():
        return f"{name}: {_words(mailbox['name'])}\n <{mailbox['address']}>"
    return f"{name}: {forbid_multi_line_headers(name, value, 'utf-8')[1]}"


def _words(text: str) -> str:
    """`text` in encoded words (RFC 2047), a line each, none of which ends within a character."""
    chunks = [b""]
    for sign in text:
        octets = sign.encode("utf-8", "surrogatepass")
        if len(chunks[-1]) + len(octets) > _PER_WORD:
            chunks.append(b"")
        chunks[-1] += octets
    return "\n ".join(f"=?utf-8?b?{b2a_base64(chunk, newline=False).decode()}?=" for chunk in chunks)


def _entity(kind: str, text: str) -> bytes:
    """One text with its own headers: as it is where it is plain ASCII in short lines, else in base64."""
    data = _lines(text).encode("utf-8", "surrogatepass")
    if data.isascii() and all(len(line) <= LONGEST_LINE for line in data.split(b"\r\n")):
        way, body = b"7bit", data if data.endswith(b"\r\n") else data + b"\r\n"
    else:
        way, body = b"base64", _base64(data)
    head = b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: %b\r\n\r\n'
    return head % (kind.encode(), way) + body


def _base64(data: bytes) -> bytes:
    whole = b2a_base64(data, newline=False)
    return b"".join(b"%b\r\n" % whole[at : at + _PER_LINE] for at in range(0, len(whole), _PER_LINE))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


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
