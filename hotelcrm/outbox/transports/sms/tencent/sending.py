"""Messages handed over to Tencent, up to 200 numbers a call."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import http, options
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome
from hotelcrm.outbox.transports.reports import REPORT_TOKEN, named
from hotelcrm.outbox.transports.sms import batching, numbers, segments, wording
from hotelcrm.outbox.transports.sms.approved import NO_TEMPLATE, Approved, approved

from . import codes, hearing
from .signing import CONTENT_TYPE, Key, authorization

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

NAME = "tencent"
NUMBERS_A_CALL = 200
ACTION = "SendSms"
OPTIONS = (
    Option("secret_id", _("SecretId")),
    Option("secret_key", _("SecretKey"), is_secret=True),
    Option("app_id", _("application's ID (SmsSdkAppId)")),
    Option("sign_overseas", _("signature outside the mainland"), is_required=False),
    Option("region", _("region"), default="ap-guangzhou"),
    Option("endpoint", _("address of the interface"), default="https://sms.tencentcloudapi.com"),
    REPORT_TOKEN,
)


class Tencent:
    """The transport."""

    name = NAME
    label = _("Tencent Cloud SMS")
    channel = Road.SMS.value
    options = OPTIONS

    def open(self, sender: "Sender") -> "TencentConnection":
        return TencentConnection(sender.name, options.read(sender, OPTIONS))

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        return batching.batches(envelopes, provider=self.name, at_most=NUMBERS_A_CALL)

    hear = staticmethod(hearing.hear)


class TencentConnection:
    """Calls with one sender's key."""

    def __init__(self, name: str, told: Mapping[str, str], timeouts: http.Timeouts | None = None) -> None:
        self._name, self._told = name, told
        self._caller = http.Caller(timeouts)

    def close(self) -> None:
        self._caller.close()

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        """One call for those that can be texted; the answer has a fate for each of them."""
        found = {envelope.message_id: batching.NOT_A_NUMBER for envelope in envelopes}
        good = [envelope for envelope in envelopes if numbers.can_be_texted(envelope.address)]
        template = approved(good[0], NAME) if good else None
        if template is None:
            found |= {envelope.message_id: NO_TEMPLATE for envelope in good}
        else:
            outcomes = http.outcomes(good, lambda: self._call(good, template))
            found |= {envelope.message_id: outcome for envelope, outcome in zip(good, outcomes, strict=True)}
        return [found[envelope.message_id] for envelope in envelopes]

    def _call(self, envelopes: Sequence[Envelope], template: Approved) -> list[Outcome]:
        body = json.dumps(self._parameters(envelopes, template), ensure_ascii=False).encode()
        answer = self._caller.call(
            "POST", f"{self._told['endpoint'].rstrip('/')}/", body=body, headers=self._headers(body)
        )
        said = answer.json().get("Response")
        if not isinstance(said, dict):
            unread = http.by_status(answer) or Outcome(Fate.NO_REPLY, code="unreadable")
            return [unread] * len(envelopes)
        if isinstance(fault := said.get("Error"), dict):
            code = str(fault.get("Code", ""))
            return [Outcome(codes.fate(code), code=code, is_for_all=codes.is_for_all(code))] * len(envelopes)
        statuses = {str(status.get("PhoneNumber")): status for status in said.get("SendStatusSet") or []}
        return [self._outcome(envelope, statuses.get(envelope.address)) for envelope in envelopes]

    def _outcome(self, envelope: Envelope, status: Mapping[str, Any] | None) -> Outcome:
        """Of one number; Tencent itself says how many parts are paid for, the text does where it does not."""
        if status is None:
            return Outcome(Fate.NO_REPLY, code="not_mentioned")
        code = str(status.get("Code", ""))
        whole = wording.worded(envelope, name=self._sign(envelope.address))
        parts = int(status.get("Fee") or 0) or segments.length(whole).parts
        return Outcome(codes.fate(code), code=code, reference=str(status.get("SerialNo") or ""), parts=parts)

    def _sign(self, address: str) -> str:
        return self._name if numbers.is_mainland(address) else self._told["sign_overseas"]

    def _parameters(self, envelopes: Sequence[Envelope], template: Approved) -> dict[str, object]:
        found: dict[str, object] = {
            "PhoneNumberSet": [envelope.address for envelope in envelopes],
            "SmsSdkAppId": self._told["app_id"],
            "TemplateId": template.code,
            "SignName": self._sign(envelopes[0].address).strip("【】"),
            "TemplateParamSet": template.values(),
        }
        if len(envelopes) == 1:
            found["SessionContext"] = named(envelopes[0].message_id)
        return {name: value for name, value in found.items() if value}

    def _headers(self, body: bytes) -> dict[str, str]:
        at, host = timezone.now(), urlsplit(self._told["endpoint"]).netloc
        key = Key(self._told["secret_id"], self._told["secret_key"])
        return {
            "Content-Type": CONTENT_TYPE,
            "Host": host,
            "X-TC-Action": ACTION,
            "X-TC-Region": self._told["region"],
            "X-TC-Timestamp": str(int(at.timestamp())),
            "X-TC-Version": "2021-01-11",
            "Authorization": authorization(body, host=host, action=ACTION, key=key, at=at),
        }
