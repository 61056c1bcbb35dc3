"""A mail server on this machine: real SMTP, and at each stage whatever a test wants of it."""

# ruff: noqa: N802, ARG002 (the hooks of aiosmtpd are called like this)

import asyncio
import datetime as dt
import ssl
import threading
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HANG, CLOSE, TRICKLE = "hang", "close", "trickle"
LONG = 5  # a hang; tests wait a fraction of it


class _Scripted(SMTP):
    """Says what `plan` has for a stage: a reply, HANG, CLOSE, or a list of these for one time after the other."""

    def __init__(self, *args, plan, server, **kwargs):
        self.plan, self.stage, self.server = plan, "greeting", server
        super().__init__(*args, **kwargs)

    async def push(self, status):
        await asyncio.sleep(self.server.slow)
        said = self.plan.get(self.stage)
        if isinstance(said, list):
            said = said.pop(0) if said else None
        if said == HANG:
            await asyncio.sleep(LONG)
        if said in {HANG, CLOSE}:
            self.transport.close()
            raise asyncio.CancelledError
        if said == TRICKLE:
            for _byte in range(LONG * 10):
                self._writer.write(b"2")
                await asyncio.sleep(0.1)
        await super().push(said or status)
        if status.startswith("354"):
            self.stage = "dot"

    async def smtp_EHLO(self, arg):
        self.stage = "ehlo"
        await super().smtp_EHLO(arg)

    async def smtp_STARTTLS(self, arg):
        self.stage = "starttls"
        if self.plan.get("starttls"):
            await self.push("")
        elif self.plan.get("handshake"):
            await super().push("220 Ready")
            self.stage = "handshake"
            await self.push("")
        else:
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg):
        self.stage = "auth"
        await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg):
        self.stage = "mail"
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        self.stage = "rcpt"
        await super().smtp_RCPT(arg)

    async def smtp_RSET(self, arg):
        self.stage = "rset"
        await super().smtp_RSET(arg)

    async def smtp_DATA(self, arg):
        self.stage = "data"
        if self.plan.get("data"):
            await self.push("")
        else:
            await super().smtp_DATA(arg)


class Inbox:
    """Everything that was taken, as it arrived; aiosmtpd's handler."""

    def __init__(self):
        self.raw, self.envelopes, self.sessions = [], [], set()

    async def handle_DATA(self, server, session, envelope):
        self.raw.append(envelope.original_content)
        self.envelopes.append(envelope)
        self.sessions.add(id(session))
        return "250 2.0.0 queued"


class MailServer:
    """Listens on a free port of this machine, in a thread of its own."""

    def __init__(self, *, plan=None, tls=None, **options):
        self.plan, self.inbox, self.options = plan if plan is not None else {}, Inbox(), options
        self.protocols, self.slow = [], 0
        self.loop = asyncio.new_event_loop()
        listening = self.loop.create_server(self._protocol, "127.0.0.1", 0, ssl=tls)
        self.server = self.loop.run_until_complete(listening)
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def _protocol(self):
        protocol = _Scripted(self.inbox, plan=self.plan, server=self, hostname="test", loop=self.loop, **self.options)
        self.protocols.append(protocol)
        return protocol

    def stop(self):
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _end(self):
        self.server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for protocol in self.protocols:
            if protocol.transport is not None:
                protocol.transport.abort()
        await asyncio.sleep(0)  # what was aborted is closed now

    @property
    def mails(self):
        """What was taken, read."""
        return [message_from_bytes(raw, policy=default) for raw in self.inbox.raw]

    @property
    def told(self):
        """What a sender is told to find it."""
        return {"host": "127.0.0.1", "port": str(self.port), "security": "none", "timeout": "0.3"}


def accept(*passwords):
    """An authenticator that knows these."""

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password.decode() in passwords, handled=False)

    return authenticate


def certificate(folder):
    """A certificate of its own authority for 127.0.0.1: the context of a server, and the file that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, whole = folder / "authority.pem", folder / "server.pem"
    authority.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    whole.write_bytes(secret + authority.read_bytes())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(whole)
    return context, str(authority)
