"""What stands around the text of a message: who sends it, and how to get no more of them.

Mainland carriers put the signature in front in 【】; elsewhere the text itself must name the sender. Providers whose
templates are approved beforehand add the signature themselves: there it is only counted.
"""

import re

from hotelcrm.outbox.transports.contract import Envelope

from . import numbers

CHINESE = "zh"
OPT_OUT = {True: "回复TD退订", False: "Reply STOP to opt out"}
# How others write the same: 拒收请回复R, 退订回T, Text STOP to ...
KNOWN_OPT_OUT = re.compile(r"退订|拒收请?回复?|\b(?:reply|text|send)\s+\W?stop\b", re.IGNORECASE)
SIGNATURE = re.compile(r"\A\s*【[^】]{1,20}】")


def signature(name: str) -> str:
    """`name` as mainland carriers show it."""
    return f"【{name.strip('【】')}】"


def worded(envelope: Envelope, *, name: str) -> str:
    """The whole text as the guest reads it: signed with `name`, and with the way out unless the guest needs it.

    What the text has already is not added again.
    """
    text = envelope.text.strip()
    if not envelope.is_service and not KNOWN_OPT_OUT.search(text):
        text = with_opt_out(text, is_chinese=envelope.language.startswith(CHINESE))
    return signed(text, name, address=envelope.address)


def with_opt_out(text: str, *, is_chinese: bool) -> str:
    """`text` and how to get no more of them, as each language joins sentences."""
    if is_chinese:
        return f"{text}{'' if text.endswith(('。', '!', '！', '？')) else '，'}{OPT_OUT[True]}"
    return f"{text}{'' if text.endswith(('.', '!', '?')) else '.'} {OPT_OUT[False]}"


def signed(text: str, name: str, *, address: str) -> str:
    """`text` with the name of who sends it: in 【】 to the mainland, before a colon elsewhere unless it is there."""
    if SIGNATURE.match(text) or not name:
        return text
    if numbers.is_mainland(address):
        return f"{signature(name)}{text}"
    return text if name.casefold() in text.casefold() else f"{name}: {text}"


# What guests answer with. GSM carriers and providers agree on the English words; T, TD and R are the mainland's. Not N:
# it is also a plain no to whatever was asked.
_STOP = re.compile(
    r"\W*(?:stop|stopall|unsubscribe|cancel|end|quit|optout|revoke|td|t|r|退订|退定|取消订阅|拒收)\W*", re.IGNORECASE
)


def is_stop(text: str) -> bool:
    """Whether an answer of a guest is nothing but the wish to get no more."""
    return _STOP.fullmatch(text) is not None
