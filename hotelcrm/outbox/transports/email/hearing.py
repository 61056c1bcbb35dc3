"""What providers report about mail, verified and read by anymail, each in the words of its own."""

import hashlib
import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailError
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIRequest
from django.utils.datastructures import MultiValueDict

from hotelcrm.outbox.models.answers import Callback
from hotelcrm.outbox.transports import options
from hotelcrm.outbox.transports.contract import Fate, SenderFaultError
from hotelcrm.outbox.transports.reports import (
    Call,
    Heard,
    NotTheirsError,
    Report,
    UnreadableCallError,
    message_named,
    plausible,
)

from .providers import PROVIDERS
from .replies import Stage, as_code, fate_of

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

Kind = Callback.Kind
KINDS: dict[str, tuple[Callback.Kind, ...]] = {
    EventType.DELIVERED: (Kind.DELIVERED,),
    EventType.DEFERRED: (Kind.DEFERRED,),
    EventType.FAILED: (Kind.FAILED,),
    EventType.COMPLAINED: (Kind.COMPLAINED,),
    EventType.UNSUBSCRIBED: (Kind.UNSUBSCRIBED,),
}
BOUNCES: dict[str | None, tuple[Callback.Kind, ...]] = {
    RejectReason.INVALID: (Kind.BOUNCED,),
    RejectReason.BOUNCED: (Kind.BOUNCED,),
    RejectReason.BLOCKED: (Kind.BLOCKED,),
    RejectReason.SPAM: (Kind.BLOCKED,),
}
# What the provider did not even try, by a list of its own: of dead addresses, of those who complained or left.
REJECTIONS: dict[str | None, tuple[Callback.Kind, ...]] = {
    RejectReason.INVALID: (Kind.BOUNCED,),
    RejectReason.BOUNCED: (Kind.BOUNCED,),
    RejectReason.SPAM: (Kind.FAILED, Kind.COMPLAINED),
    RejectReason.UNSUBSCRIBED: (Kind.FAILED, Kind.UNSUBSCRIBED),
}
# What the mailbox's own server said, where the provider repeats it, says more than the provider's summary.
# A rule (5.7.x) is told without its stage; what was taken by the provider was mostly refused for its text.
REPLIES = {
    Fate.REFUSED_ADDRESS: (Kind.BOUNCED,),
    Fate.REFUSED_CONTENT: (Kind.BLOCKED,),
    Fate.UNWELCOME: (Kind.BLOCKED,),
    Fate.LATER: (Kind.FAILED,),
}
UNKEPT = {EventType.OPENED, EventType.CLICKED}  # seen by our own picture and links, where the hotel wants it at all
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?:[ -]+([45]\.\d{1,3}\.\d{1,3}))?(?![\d.])")


def hear(call: Call, sender: "Sender") -> Heard:
    """Check who calls and read what is said; a call that is no POST only asks whether we are there."""
    if call.method != "POST":
        return Heard()
    listener = _listener(call, sender)
    request = _as_request(call)
    try:
        listener.run_validators(request)
    except (AnymailError, ImproperlyConfigured, ValueError, KeyError, TypeError) as fault:
        raise NotTheirsError from fault
    try:
        events = listener.parse_events(request)
    except (AnymailError, ImproperlyConfigured, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UnreadableCallError from fault
    return Heard(tuple(report for event in events for report in _reports(event, call)))


def _listener(call: Call, sender: "Sender") -> Any:
    told = {"webhook_url": call.address} | options.told(sender)
    provider = PROVIDERS.get(told.get("provider", ""))
    if provider is None:
        raise NotTheirsError
    try:
        return provider.listener(told)
    except SenderFaultError as fault:
        raise NotTheirsError from fault


def _as_request(call: Call) -> WSGIRequest:
    """The call as Django would see it: anymail reads nothing else."""
    known = {name.upper().replace("-", "_"): value for name, value in call.headers.items()}
    headers = {f"HTTP_{name}": value for name, value in known.items() if not name.startswith("CONTENT_")}
    return WSGIRequest(
        {
            "REQUEST_METHOD": call.method,
            "PATH_INFO": "/",
            "CONTENT_TYPE": known.get("CONTENT_TYPE", ""),
            "CONTENT_LENGTH": str(len(call.body)),
            "wsgi.input": BytesIO(call.body),
            **headers,
        }
    )


def _reports(event: AnymailTrackingEvent, call: Call) -> Iterator[Report]:
    if not isinstance(event, AnymailTrackingEvent) or event.event_type in UNKEPT:
        return
    raw = _raw(event.esp_event)
    name = event.event_id or hashlib.sha256(raw.encode()).hexdigest()
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    for kind in _kinds(event):
        yield Report(
            key=f"{event.event_type}:{kind.value}:{name}",
            kind=kind,
            happened_at=plausible(event.timestamp, call.at),
            raw=raw,
            reference=str(event.message_id or "").strip("<>"),
            code=_code(event),
            message_id=message_named(metadata.get("message")),
        )


def _kinds(event: AnymailTrackingEvent) -> tuple[Callback.Kind, ...]:
    """What an event says; one that was rejected for a complaint says two things."""
    if event.event_type == EventType.REJECTED:
        return REJECTIONS.get(event.reject_reason, (Kind.FAILED,))
    if event.event_type == EventType.BOUNCED:
        reply = _REPLY.search(event.mta_response or "")
        said = REPLIES.get(fate_of(Stage.TO, int(reply[1]), (reply[2] or "").encode())) if reply else None
        return said or BOUNCES.get(event.reject_reason, (Kind.FAILED,))
    return KINDS.get(event.event_type, (Kind.OTHER,))


def _code(event: AnymailTrackingEvent) -> str:
    """The reply of the mailbox's server, else the provider's reason; never their words, which name the guest."""
    reply = _REPLY.search(event.mta_response or "")
    if reply:
        return as_code(int(reply[1]), (reply[2] or "").encode())
    return str(event.reject_reason or event.event_type)


def _raw(said: Any) -> str:
    kept = dict(said.lists()) if isinstance(said, MultiValueDict) else said
    return json.dumps(kept, ensure_ascii=False, default=str, sort_keys=True)
