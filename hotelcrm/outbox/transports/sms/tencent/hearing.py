"""What Tencent reports: what became of messages, and what guests answered.

Its calls are not signed: a secret at the end of the address says that it is Tencent.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hotelcrm.outbox.models.answers import Callback
from hotelcrm.outbox.transports import options
from hotelcrm.outbox.transports.reports import (
    Call,
    Heard,
    Report,
    as_text,
    check_token,
    china_time,
    each,
    message_named,
    unix_time,
)
from hotelcrm.outbox.transports.sms import numbers, wording
from hotelcrm.pii import blind

from . import codes

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

REPLY = '{"result":0,"errmsg":"OK"}'


def hear(call: Call, sender: "Sender") -> Heard:
    """Its reports, several in one call, or one answer of a guest."""
    check_token(call, options.told(sender).get("report_token", ""))
    found = each(call, lambda item: _up(item, call) if "text" in item else _report(item, call))
    return Heard(found, reply=REPLY, content_type="application/json")


def _report(item: Mapping[str, object], call: Call) -> Report:
    reference, code = str(item.get("sid", "")), str(item.get("errmsg", ""))
    status = str(item.get("report_status", ""))
    return Report(
        key=f"{reference}:{status}:{code}",
        kind=codes.kind(status, str(item.get("description", ""))),
        happened_at=china_time(item.get("user_receive_time"), call.at),
        raw=as_text(item),
        reference=reference,
        code=code,
        message_id=message_named(item.get("ext")),
    )


def _up(item: Mapping[str, object], call: Call) -> Report:
    number = numbers.from_provider(str(item.get("mobile", "")), str(item.get("nationcode", "")).lstrip("+"))
    moment = str(item.get("time", ""))
    is_stop = wording.is_stop(str(item.get("text", "")))
    return Report(
        key=f"up:{moment}:{blind.index('phone', number).hex()}",
        kind=Callback.Kind.UNSUBSCRIBED if is_stop else Callback.Kind.OTHER,
        happened_at=unix_time(moment, call.at),
        raw=as_text(item),
        address=number if is_stop else "",
    )
