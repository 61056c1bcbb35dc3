"""What WeCom reports: that a guest is no customer any more. Its first call, a GET, asks whether we can read it."""

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from hotelcrm.outbox.models.answers import Callback
from hotelcrm.outbox.transports import options
from hotelcrm.outbox.transports.reports import Call, Heard, NotTheirsError, Report, UnreadableCallError, unix_time
from hotelcrm.pii import blind

from . import envelope

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

TOKEN, KEY = "callback_token", "callback_key"
LEFT = "del_follow_user"  # the guest removed the member of staff


def hear(call: Call, sender: "Sender") -> Heard:
    """The echo that WeCom waits for, or the event that it tells."""
    told = options.told(sender)
    sealed = call.query.get("echostr", "") if call.method == "GET" else _text(_xml(call.body), "Encrypt")
    try:
        envelope.check(told.get(TOKEN, ""), call.query, sealed)
        message = envelope.opened(sealed, key=told.get(KEY, ""), corporation=told.get("corp_id", ""))
    except envelope.NotOursError as fault:
        raise NotTheirsError from fault
    if call.method == "GET":
        return Heard(reply=message.decode(errors="replace"))
    return Heard((_event(message, call),), reply="success")


def _event(message: bytes, call: Call) -> Report:
    said = _xml(message)
    change, customer = _text(said, "ChangeType"), _text(said, "ExternalUserID")
    moment, event = _text(said, "CreateTime"), _text(said, "Event")
    who = blind.index("wecom", f"{_text(said, 'UserID')}:{customer}").hex()
    has_left = change == LEFT and bool(customer)
    return Report(
        key=f"{event}:{change}:{moment}:{who}",
        kind=Callback.Kind.UNSUBSCRIBED if has_left else Callback.Kind.OTHER,
        happened_at=unix_time(moment, call.at),
        raw=message.decode(errors="replace"),
        code=change or event,
        address=customer if has_left else "",
    )


def _xml(body: bytes) -> ET.Element:
    """The document; one that declares entities is refused before it is read, and so is what could hide them."""
    try:
        text = body.decode()
        if "\0" in text or "<!" in text.replace("<![CDATA[", "").replace("<!--", ""):
            raise UnreadableCallError
        return ET.fromstring(text)  # noqa: S314 (no entities, see above)
    except (ET.ParseError, ValueError) as fault:
        raise UnreadableCallError from fault


def _text(document: ET.Element, name: str) -> str:
    return document.findtext(name) or ""
