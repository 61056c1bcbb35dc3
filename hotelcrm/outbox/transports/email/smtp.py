"""Mail over SMTP, one connection for a turn, and at each stage an end to waiting.

The final dot is where the promise changes: before it nothing was handed over, whatever broke; after it nobody knows
until the server says so.
"""

import math
import smtplib
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.mail.utils import DNS_NAME
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import options
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome, SenderFaultError, one_by_one

from .composing import (
    REPLY_TO,
    TIMEOUT,
    UNSUBSCRIBE_MAILBOX,
    UnsendableError,
    as_data,
    check_sender,
    compose,
    patience,
)
from .patience import SECONDS_A_MAIL, PatientSMTP, PatientTLS
from .replies import CLOSING, Stage, as_code, outcome_of

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

OPTIONS = (
    Option("host", _("server")),
    Option("port", _("port"), default="587"),
    Option("security", _("encryption: starttls, tls or none"), default="starttls"),
    Option("user", _("user name"), is_required=False),
    Option("password", _("password"), is_secret=True, is_required=False),
    Option("authority", _("file with the certificate of its authority"), is_required=False),
    Option("bounces", _("mailbox for bounces (you read it, we do not)"), is_required=False),
    REPLY_TO,
    UNSUBSCRIBE_MAILBOX,
    TIMEOUT,
)
SECURITY = {"starttls", "tls", "none"}
OK, GO_ON, REFUSED = 200, 354, 400
# What a broken connection or a broken TLS raises; a reply that is no SMTP is as good as none.
BROKEN = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException, ValueError)


class Smtp:
    """The transport."""

    name = "smtp"
    label = _("SMTP")
    channel = Road.EMAIL.value
    options = OPTIONS

    def open(self, sender: "Sender") -> "SmtpConnection":
        told = options.read(sender, OPTIONS)
        if told["security"] not in SECURITY or not told["port"].isdecimal():
            raise SenderFaultError(_("Encryption is starttls, tls or none; the port is a number."))
        check_sender(sender, told)
        return SmtpConnection(sender, told)

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        return one_by_one(envelopes)


class _RefusedError(Exception):
    """The server said no; the connection may be good for the next message."""

    def __init__(self, stage: Stage, code: int, text: bytes) -> None:
        super().__init__(as_code(code, text))
        self.outcome = outcome_of(stage, code, text)


class SmtpConnection:
    """One server, spoken to as one sender; connected when the first message is there, and again when it hung up."""

    def __init__(self, sender: "Sender", told: Mapping[str, str]) -> None:
        self._sender, self._told = sender, told
        self._timeout = patience(told)
        self._server: PatientSMTP | PatientTLS | None = None
        self._used = False
        self._until = math.inf  # when the mail under way must have come to its dot

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        return [self._deliver(envelope) for envelope in envelopes]

    def close(self) -> None:
        """Say goodbye if the server still listens."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except BROKEN:
                server.close()

    def _deliver(self, envelope: Envelope) -> Outcome:
        try:
            mail = compose(envelope, self._sender, self._told)
            data = as_data(mail)
        except UnsendableError as fault:
            return fault.outcome
        self._until = time.monotonic() + SECONDS_A_MAIL
        outcome = self._hand_over(data, envelope.address)
        if outcome.fate == Fate.ROAD_DOWN and self._used and time.monotonic() < self._until:
            # A connection may have been idle for too long; nothing was handed over, so a fresh one is tried at once.
            self._drop()
            outcome = self._hand_over(data, envelope.address)
        if outcome.fate in {Fate.ROAD_DOWN, Fate.NO_REPLY} or outcome.code.startswith(str(CLOSING)):
            self._drop()
        return replace(outcome, reference=mail.extra_headers["Message-ID"].strip("<>"))

    def _hand_over(self, data: bytes, address: str) -> Outcome:
        """One message from MAIL FROM to the dot, on the connection there is or a new one."""
        try:
            server = self._connected()
            self._announce(server, address)
            server.send(data)
        except _RefusedError as refusal:
            self._forget_message()
            return refusal.outcome
        except BROKEN as fault:
            return Outcome(Fate.ROAD_DOWN, code=_name_of(fault))
        try:
            server.until = math.inf
            server.send(b".\r\n")
            code, text = server.getreply()
        except BROKEN as fault:
            return Outcome(Fate.NO_REPLY, code=_name_of(fault))
        if code < REFUSED and not OK <= code < GO_ON:
            return Outcome(Fate.NO_REPLY, code="unreadable")
        self._used = True
        if code >= REFUSED:
            return outcome_of(Stage.DOT, code, text)
        return Outcome(Fate.ACCEPTED, code=as_code(code, text))

    def _announce(self, server: smtplib.SMTP, address: str) -> None:
        eight_bits = ("BODY=8BITMIME",) if server.has_extn("8bitmime") else ()
        _expect(Stage.FROM, *server.mail(self._told["bounces"] or self._sender.address, eight_bits))
        _expect(Stage.TO, *server.rcpt(_ascii(address)))
        code, text = server.docmd("DATA")
        _expect(Stage.DATA, OK if code == GO_ON else code, text)

    def _connected(self) -> PatientSMTP | PatientTLS:
        if self._server is None:
            self._used = False
            self._server = self._connect()
        self._server.until = self._until
        return self._server

    def _connect(self) -> PatientSMTP | PatientTLS:
        """Greeting, encryption and sign-in. Raises `_RefusedError` or one of `BROKEN`."""
        where = self._told["host"], int(self._told["port"]), DNS_NAME.get_fqdn()  # asked once; smtplib would each time
        try:
            if self._told["security"] == "tls":
                server: PatientSMTP | PatientTLS = PatientTLS(*where, timeout=self._timeout, context=self._context())
            else:
                server = PatientSMTP(*where, timeout=self._timeout)
        except smtplib.SMTPConnectError as fault:
            raise _RefusedError(Stage.GREETING, fault.smtp_code, _bytes(fault.smtp_error)) from fault
        server.until = self._until
        try:
            if server.sock is not None:
                server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._introduce(server, must_secure=self._told["security"] == "starttls")
        except BaseException:
            server.close()
            raise
        return server

    def _context(self) -> ssl.SSLContext:
        """The server must prove who it is: by the authorities the machine knows, or by those it was told."""
        return ssl.create_default_context(cafile=self._told["authority"] or None)

    def _introduce(self, server: smtplib.SMTP, *, must_secure: bool) -> None:
        _expect(Stage.GREETING, *server.ehlo())
        if must_secure:
            if not server.has_extn("starttls"):
                raise _RefusedError(Stage.SIGN_IN, 530, b"5.7.10 no encryption")
            self._secure(server)
            _expect(Stage.GREETING, *server.ehlo())
        if self._told["user"]:
            try:
                server.login(self._told["user"], self._told["password"])
            except smtplib.SMTPServerDisconnected:
                raise  # a broken road, though smtplib counts it among its own refusals
            except smtplib.SMTPAuthenticationError as fault:
                raise _RefusedError(Stage.SIGN_IN, fault.smtp_code, _bytes(fault.smtp_error)) from fault
            except (smtplib.SMTPNotSupportedError, smtplib.SMTPException) as fault:
                raise _RefusedError(Stage.SIGN_IN, 504, b"5.7.4 no way to sign in") from fault

    def _secure(self, server: smtplib.SMTP) -> None:
        """Encrypt, or say why not; a server that only nods has encrypted nothing."""
        try:
            server.starttls(context=self._context())
        except smtplib.SMTPResponseException as fault:
            _expect(Stage.GREETING, fault.smtp_code, _bytes(fault.smtp_error))
            raise

    def _forget_message(self) -> None:
        """After a no the server still holds half a message; one that does not answer is hung up on."""
        try:
            if self._server is not None:
                self._server.rset()
        except BROKEN:
            self._drop()

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()


def _expect(stage: Stage, code: int, text: bytes) -> None:
    """Raise what another reply than yes means; one that is no SMTP is a broken road."""
    if code < REFUSED and not OK <= code < GO_ON:
        raise smtplib.SMTPResponseException(code, "unreadable")
    if code >= REFUSED:
        raise _RefusedError(stage, code, text)


def _ascii(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _name_of(fault: BaseException) -> str:
    """What broke, without the words of it: they may name a guest."""
    if isinstance(fault, TimeoutError):
        return "timeout"
    if isinstance(fault, smtplib.SMTPServerDisconnected):
        return "timeout" if isinstance(fault.__context__, TimeoutError) else "closed"
    return "tls" if isinstance(fault, ssl.SSLError) else type(fault).__name__.lower()
