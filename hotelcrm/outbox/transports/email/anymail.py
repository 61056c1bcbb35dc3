"""Mail through the interface of a provider: any of anymail's, by what the sender was told."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from anymail.message import AnymailStatus
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import options
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome, SenderFaultError, one_by_one
from hotelcrm.outbox.transports.http import MOST_SECONDS_TO_WAIT, OVERLOADED, Timeouts
from hotelcrm.outbox.transports.reports import named
from hotelcrm.outbox.transports.watch import Watch

from . import hearing
from .composing import REPLY_TO, TIMEOUT, UNSUBSCRIBE_MAILBOX, UnsendableError, check_sender, compose, patience
from .providers import PROVIDERS

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

# Beside these a sender may be told whatever its provider knows in anymail's settings, by the name it has there.
OPTIONS = (
    Option("provider", _("provider")),
    Option("api_key", _("key of the interface"), is_secret=True, is_required=False),
    Option("api_token", _("token of the interface (MailerSend, Mailtrap)"), is_secret=True, is_required=False),
    Option("server_token", _("token of the server (Postmark)"), is_secret=True, is_required=False),
    Option("secret_key", _("secret key (Mailjet, Scaleway)"), is_secret=True, is_required=False),
    Option("project_id", _("project (Scaleway)"), is_required=False),
    Option("sender_domain", _("sending domain (Mailgun)"), is_required=False),
    Option("api_url", _("address of the interface"), is_required=False),
    Option("webhook_secret", _("user:password in the address for reports"), is_secret=True, is_required=False),
    Option("webhook_signing_key", _("key that signs reports (Mailgun)"), is_secret=True, is_required=False),
    Option("signing_secret", _("key that signs reports (MailerSend, Resend)"), is_secret=True, is_required=False),
    Option("tracking_secret", _("key that signs reports (Mailtrap)"), is_secret=True, is_required=False),
    Option("webhook_key", _("key that signs reports (Mandrill, Postal)"), is_secret=True, is_required=False),
    Option("tracking_webhook_verification_key", _("key that signs reports (SendGrid)"), is_required=False),
    REPLY_TO,
    UNSUBSCRIBE_MAILBOX,
    TIMEOUT,
)
OURS = {"provider", "reply_to", "unsubscribe_mailbox", "timeout", "report_token"}
OF_REPORTS = {option.key for option in OPTIONS if "webhook" in option.key} | {"signing_secret", "tracking_secret"}
# A bad request is about what we wrote, unless it says that it is about whom we wrote to.
_OF_ADDRESS = re.compile(
    r"(?i)\bto\b\W{1,3}(?:parameter|address|field)?\W*is not a valid|(?:invalid|inactive) recipient"
)


class Anymail:
    """The transport."""

    name = "anymail"
    label = _("provider's interface")
    channel = Road.EMAIL.value
    options = OPTIONS

    def open(self, sender: "Sender") -> "AnymailConnection":
        check_sender(sender, options.read(sender, OPTIONS))
        return AnymailConnection(sender, options.told(sender))

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        return one_by_one(envelopes)

    hear = staticmethod(hearing.hear)


class AnymailConnection:
    """A session with one provider, opened with the first message."""

    def __init__(self, sender: "Sender", told: Mapping[str, str]) -> None:
        self._sender, self._told = sender, told
        provider = PROVIDERS.get(told["provider"])
        if provider is None:
            raise SenderFaultError(_("One of: %(names)s") % {"names": ", ".join(PROVIDERS)})
        passed: dict[str, Any] = {
            key: value for key, value in told.items() if value and key not in OURS and key not in OF_REPORTS
        }
        passed["timeout"] = patience(told)
        self._watch, self._longest = Watch(), Timeouts(patience(told), patience(told)).whole
        # What a provider cannot say (a header, say) is left out rather than the message refused.
        self._backend = provider.backend(passed | {"ignore_unsupported_features": True})

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        return [self._deliver(envelope) for envelope in envelopes]

    def close(self) -> None:
        """Let the session go; never raises."""
        try:
            self._backend.close()
        except (OSError, AnymailError):
            return

    def _deliver(self, envelope: Envelope) -> Outcome:
        try:
            mail: Any = compose(envelope, self._sender, self._told)
        except UnsendableError as fault:
            return fault.outcome
        # What a report repeats: it finds the message also when no answer came. Opens and links we see ourselves.
        mail.metadata = {"message": named(envelope.message_id)}
        mail.track_opens = mail.track_clicks = False
        try:
            if self._backend.open():
                self._watch.mount(self._backend.session)
            with self._watch.at_most(self._longest):
                self._backend.send_messages([mail])
        except AnymailRecipientsRefused:
            return Outcome(Fate.REFUSED_ADDRESS, code=",".join(sorted(mail.anymail_status.status)))
        except AnymailAPIError as fault:
            return _outcome_of(fault)
        except (AnymailError, ValueError) as fault:
            return Outcome(Fate.REFUSED_CONTENT, code=type(fault).__name__)
        return _accepted(mail.anymail_status)


def _accepted(status: AnymailStatus) -> Outcome:
    said = ",".join(sorted(map(str, status.status or ())))
    if "failed" in (status.status or ()):
        return Outcome(Fate.LATER, code=said)
    reference = status.message_id
    if isinstance(reference, set | frozenset):
        reference = next(iter(sorted(map(str, reference))), "")
    return Outcome(Fate.ACCEPTED, code=said, reference=str(reference or "").strip("<>"))


def _outcome_of(fault: AnymailAPIError) -> Outcome:
    """By the status of the answer; without any, by whether the request had left."""
    status = fault.status_code
    code = f"http_{status}" if status else "no_answer"
    if status is None:
        return Outcome(Fate.ROAD_DOWN if _never_left(fault) else Fate.NO_REPLY, code=code)
    if status < HTTPStatus.BAD_REQUEST:
        return Outcome(Fate.NO_REPLY, code="unreadable")  # a yes that cannot be read
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return Outcome(Fate.REFUSED_SENDER, code=code)
    if status in OVERLOADED:
        wait = fault.response.headers.get("Retry-After", "") if fault.response is not None else ""
        seconds = min(int(wait), MOST_SECONDS_TO_WAIT) if wait.isdecimal() else None
        return Outcome(Fate.LATER, code=code, retry_after=seconds, is_for_all=True)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome(Fate.NO_REPLY, code=code)  # it broke while it had the mail, or a gateway lost sight of it
    words = fault.response.text if fault.response is not None else ""
    return Outcome(Fate.REFUSED_ADDRESS if _OF_ADDRESS.search(words) else Fate.REFUSED_CONTENT, code=code)


def _never_left(fault: AnymailAPIError) -> bool:
    """Whether the connection never came about: anything may be tried again then."""
    cause = fault.__cause__
    if isinstance(cause, requests.exceptions.ConnectTimeout):
        return True
    inner = cause.args[0] if isinstance(cause, requests.exceptions.ConnectionError) and cause.args else None
    reason = inner.reason if isinstance(inner, MaxRetryError) else inner
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
