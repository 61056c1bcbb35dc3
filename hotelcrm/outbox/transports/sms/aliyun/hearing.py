"""What Aliyun reports: what became of messages (SmsReport), and what guests answered (SmsUp).

Its calls are not signed: a secret at the end of the address says that it is Aliyun.
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
)
from hotelcrm.outbox.transports.sms import numbers, wording

from . import codes
from .reference import reference

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

REPLY = '{"code":0,"msg":"接收成功"}'


def hear(call: Call, sender: "Sender") -> Heard:
    """Its reports and answers; several in one call."""
    check_token(call, options.told(sender).get("report_token", ""))
    found = each(call, lambda item: _up(item, call) if "content" in item else _report(item, call))
    return Heard(found, reply=REPLY, content_type="application/json")


def _report(item: Mapping[str, object], call: Call) -> Report:
    number = numbers.from_provider(str(item.get("phone_number", "")))
    code, ref = str(item.get("err_code", "")), reference(str(item.get("biz_id", "")), number)
    return Report(
        key=f"{ref}:{code}",
        kind=codes.kind(code, is_delivered=item.get("success") is True),
        happened_at=china_time(item.get("report_time"), call.at),
        raw=as_text(item),
        reference=ref,
        code=code,
        message_id=message_named(item.get("out_id")),
    )


def _up(item: Mapping[str, object], call: Call) -> Report:
    number = numbers.from_provider(str(item.get("phone_number", "")))
    is_stop = wording.is_stop(str(item.get("content", "")))
    return Report(
        key=f"up:{item.get('sequence_id', '')}:{reference(str(item.get('send_time', '')), number)}",
        kind=Callback.Kind.UNSUBSCRIBED if is_stop else Callback.Kind.OTHER,
        happened_at=china_time(item.get("send_time"), call.at),
        raw=as_text(item),
        address=number if is_stop else "",
    )
