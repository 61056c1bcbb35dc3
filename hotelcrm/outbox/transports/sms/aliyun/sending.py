"""Messages handed over to Aliyun, up to 1,000 numbers a call."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import http, options, splitting
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome
from hotelcrm.outbox.transports.reports import REPORT_TOKEN, named
from hotelcrm.outbox.transports.sms import batching, numbers, segments, wording
from hotelcrm.outbox.transports.sms.approved import NO_TEMPLATE, Approved, approved

from . import codes, hearing
from .reference import reference
from .signing import form, sign

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

NAME = "aliyun"
NUMBERS_A_CALL = 1_000
OPTIONS = (
    Option("access_key_id", _("AccessKey ID")),
    Option("access_key_secret", _("AccessKey secret"), is_secret=True),
    Option("sign_overseas", _("signature outside the mainland"), is_required=False),
    Option("region", _("region"), default="cn-hangzhou"),
    Option("endpoint", _("address of the interface"), default="https://dysmsapi.aliyuncs.com"),
    REPORT_TOKEN,
)


class Aliyun:
    """The transport."""

    name = NAME
    label = _("Aliyun SMS")
    channel = Road.SMS.value
    options = OPTIONS

    def open(self, sender: "Sender") -> "AliyunConnection":
        return AliyunConnection(sender.name, options.read(sender, OPTIONS))

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        return batching.batches(envelopes, provider=self.name, at_most=NUMBERS_A_CALL)

    hear = staticmethod(hearing.hear)


class AliyunConnection:
    """Calls with one sender's key."""

    def __init__(self, name: str, told: Mapping[str, str], timeouts: http.Timeouts | None = None) -> None:
        self._name, self._told = name, told
        self._caller = http.Caller(timeouts)

    def close(self) -> None:
        self._caller.close()

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        """One call for those that can be texted; a number that spoils the call for the others is looked for."""
        found = {envelope.message_id: batching.NOT_A_NUMBER for envelope in envelopes}
        good = [envelope for envelope in envelopes if numbers.can_be_texted(envelope.address)]
        template = approved(good[0], NAME) if good else None
        if template is None:
            found |= {envelope.message_id: NO_TEMPLATE for envelope in good}
        else:
            outcomes = splitting.deliver(good, partial(self._hand_over, template), spoils=codes.OF_ONE_NUMBER)
            found |= {envelope.message_id: outcome for envelope, outcome in zip(good, outcomes, strict=True)}
        return [found[envelope.message_id] for envelope in envelopes]

    def _hand_over(self, template: Approved, envelopes: Sequence[Envelope]) -> list[Outcome]:
        return http.outcomes(envelopes, lambda: self._call(envelopes, template))

    def _call(self, envelopes: Sequence[Envelope], template: Approved) -> list[Outcome]:
        parameters = self._parameters(envelopes, template)
        parameters["Signature"] = sign(parameters, self._told["access_key_secret"])
        answer = self._caller.call(
            "POST",
            f"{self._told['endpoint'].rstrip('/')}/",
            body=form(parameters).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        )
        said = answer.json()
        code = str(said.get("Code") or "")
        if not code:
            unread = http.by_status(answer) or Outcome(Fate.NO_REPLY, code="unreadable")
            return [unread] * len(envelopes)
        is_for_all = codes.is_for_all(code)
        outcome = Outcome(codes.fate(code), code=code, retry_after=answer.retry_after, is_for_all=is_for_all)
        if outcome.fate != Fate.ACCEPTED:
            return [outcome] * len(envelopes)
        batch = str(said.get("BizId") or "")
        return [self._accepted(outcome, envelope, batch) for envelope in envelopes]

    def _accepted(self, outcome: Outcome, envelope: Envelope, batch: str) -> Outcome:
        """Its reference, and its length with the signature that Aliyun puts in front."""
        whole = wording.worded(envelope, name=self._sign(envelope.address))
        return replace(outcome, reference=reference(batch, envelope.address), parts=segments.length(whole).parts)

    def _sign(self, address: str) -> str:
        return self._name if numbers.is_mainland(address) else self._told["sign_overseas"]

    def _parameters(self, envelopes: Sequence[Envelope], template: Approved) -> dict[str, str]:
        found = {
            "AccessKeyId": self._told["access_key_id"],
            "Action": "SendSms",
            "Format": "JSON",
            "PhoneNumbers": ",".join(_dialled(envelope.address) for envelope in envelopes),
            "RegionId": self._told["region"],
            "SignName": self._sign(envelopes[0].address).strip("【】"),
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": uuid.uuid4().hex,
            "SignatureVersion": "1.0",
            "TemplateCode": template.code,
            "Timestamp": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Version": "2017-05-25",
        }
        if template.parameters:
            found["TemplateParam"] = template.as_json()
        if len(envelopes) == 1:
            found["OutId"] = named(envelopes[0].message_id)
        return {name: value for name, value in found.items() if value}


def _dialled(number: str) -> str:
    """A mainland number has no country code, any other has it without a plus."""
    return number.removeprefix(numbers.MAINLAND) if numbers.is_mainland(number) else number.removeprefix("+")
