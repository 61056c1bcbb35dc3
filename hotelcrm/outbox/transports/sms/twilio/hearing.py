"""What Twilio reports: what became of messages, and what guests answered. Its calls are signed with the Auth Token."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from hotelcrm.outbox.models.answers import Callback
from hotelcrm.outbox.transports import options
from hotelcrm.outbox.transports.reports import (
    Call,
    Heard,
    NotTheirsError,
    Report,
    UnreadableCallError,
    as_text,
    message_named,
)
from hotelcrm.outbox.transports.sms import numbers, wording

from . import codes

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # TwiML for: say nothing in return


def hear(call: Call, sender: "Sender") -> Heard:
    """One report, or one answer of a guest."""
    try:
        pairs = parse_qsl(call.body.decode(), keep_blank_values=True, max_num_fields=200)
    except ValueError as fault:
        raise UnreadableCallError from fault
    token = options.told(sender).get("auth_token", "")
    given = call.headers.get("X-Twilio-Signature", "")
    if not token or not hmac.compare_digest(signature(call.address, pairs, token).encode(), given.encode()):
        raise NotTheirsError
    said = dict(pairs)
    return Heard((_report(said, call),), reply=NO_ANSWER, content_type="text/xml")


def signature(address: str, pairs: Sequence[tuple[str, str]], token: str) -> str:
    """The value of ``X-Twilio-Signature``: the whole address, then each parameter's name and value in their order."""
    signed = address + "".join(f"{name}{value}" for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _report(said: Mapping[str, str], call: Call) -> Report:
    reference, status = said.get("MessageSid", ""), said.get("MessageStatus", "")
    if not reference:
        raise UnreadableCallError
    if not status:
        return _answer(said, reference, call)
    code = said.get("ErrorCode", "")
    return Report(
        key=f"{reference}:{status}",
        kind=codes.kind(status, code),
        happened_at=call.at,
        raw=as_text(said),
        reference=reference,
        code=code or status,
        message_id=message_named(call.query.get("about")),
    )


def _answer(said: Mapping[str, str], reference: str, call: Call) -> Report:
    is_stop = said.get("OptOutType", "").upper() == "STOP" or wording.is_stop(said.get("Body", ""))
    return Report(
        key=f"{reference}:in",
        kind=Callback.Kind.UNSUBSCRIBED if is_stop else Callback.Kind.OTHER,
        happened_at=call.at,
        raw=as_text(said),
        address=numbers.from_provider(said.get("From", "")) if is_stop else "",
    )
