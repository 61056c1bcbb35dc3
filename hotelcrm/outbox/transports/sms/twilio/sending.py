"""Messages handed over to Twilio, one a call; it takes the whole text."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import http, options
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome, SenderFaultError, one_by_one
from hotelcrm.outbox.transports.reports import named, report_address
from hotelcrm.outbox.transports.sms import batching, numbers, segments, wording

from . import codes, hearing

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

OPTIONS = (
    Option("account_sid", _("Account SID")),
    Option("auth_token", _("Auth Token"), is_secret=True),
    Option("messaging_service_sid", _("Messaging Service SID, instead of a number"), is_required=False),
    Option("endpoint", _("address of the interface"), default="https://api.twilio.com"),
)


class Twilio:
    """The transport."""

    name = "twilio"
    label = _("Twilio")
    channel = Road.SMS.value
    options = OPTIONS

    def open(self, sender: "Sender") -> "TwilioConnection":
        told = options.read(sender, OPTIONS)
        if not (sender.address or told["messaging_service_sid"]):
            raise SenderFaultError(gettext("Enter the number that messages come from, or a Messaging Service SID."))
        return TwilioConnection(sender, told)

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        return one_by_one(envelopes)

    hear = staticmethod(hearing.hear)


class TwilioConnection:
    """Calls for one account."""

    def __init__(self, sender: "Sender", told: Mapping[str, str], timeouts: http.Timeouts | None = None) -> None:
        self._sender, self._told = sender, told
        self._caller = http.Caller(timeouts)

    def close(self) -> None:
        self._caller.close()

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        """A call for each."""
        return [self._one(envelope) for envelope in envelopes]

    def _one(self, envelope: Envelope) -> Outcome:
        if not numbers.can_be_texted(envelope.address):
            return batching.NOT_A_NUMBER
        return http.outcomes([envelope], lambda: [self._call(envelope)])[0]

    def _call(self, envelope: Envelope) -> Outcome:
        account = self._told["account_sid"]
        text = wording.worded(envelope, name=self._sender.name)
        answer = self._caller.call(
            "POST",
            f"{self._told['endpoint'].rstrip('/')}/2010-04-01/Accounts/{quote(account, safe='')}/Messages.json",
            body=urlencode({"To": envelope.address, "Body": text} | self._from(envelope)).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            auth=(account, self._told["auth_token"]),
        )
        said = answer.json()
        if answer.status < 300 and said.get("sid"):  # noqa: PLR2004 (the successes of HTTP)
            parts = str(said.get("num_segments") or "")
            counted = int(parts) if parts.isdecimal() and int(parts) else segments.length(text).parts
            return Outcome(Fate.ACCEPTED, code=str(said.get("status", "")), reference=str(said["sid"]), parts=counted)
        code = str(said.get("code") or "")
        if code in codes.FATES:
            is_for_all = code in codes.FOR_ALL
            return Outcome(codes.FATES[code], code=code, retry_after=answer.retry_after, is_for_all=is_for_all)
        if code and answer.status == HTTPStatus.BAD_REQUEST:  # about this message: what it says we do not know yet
            return Outcome(Fate.LATER, code=code)
        return http.by_status(answer) or Outcome(Fate.NO_REPLY, code="unreadable")

    def _from(self, envelope: Envelope) -> dict[str, str]:
        """Who it comes from; and where to report about this message, if Twilio can reach it."""
        service = self._told["messaging_service_sid"]
        sender = {"MessagingServiceSid": service} if service else {"From": self._sender.address}
        address = f"{report_address(self._sender)}?{urlencode({'about': named(envelope.message_id)})}"
        return sender | ({"StatusCallback": address} if address.startswith("https://") else {})
