"""Messages to staff (``message/send``), by an application of the corporation."""

import re
from collections.abc import Hashable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import http, options, splitting
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome, SenderFaultError

from . import codes
from .interface import ACCOUNT, Interface, RefusedError, refused_alike

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

MEMBERS_A_CALL = 1_000
PATH = "message/send"
OPTIONS = (*ACCOUNT, Option("agent_id", _("application's AgentId")))
SAME_WITHIN = 1_800  # seconds in which WeCom drops what it was handed before: a service message may come twice
TITLE_BYTES, CARD_BYTES = 128, 512
LINK = re.compile(r"https?://[^\s<>\"'，。）]+")


class WeComStaff:
    """The transport."""

    name = "wecom_staff"
    label = _("WeCom, to staff")
    channel = Road.WECOM_STAFF.value
    options = OPTIONS

    def open(self, sender: "Sender") -> "StaffConnection":
        told = options.read(sender, OPTIONS)
        if not told["agent_id"].isdecimal():
            raise SenderFaultError(gettext("The application's AgentId is a number."))
        return StaffConnection(told)

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        """Those who read the same, nobody twice in one call."""
        return splitting.batches(envelopes, alike=_alike, at_most=MEMBERS_A_CALL)


def _alike(envelope: Envelope) -> Hashable:
    return (envelope.subject, envelope.text)


class StaffConnection:
    """Calls for one application."""

    def __init__(self, told: Mapping[str, str], timeouts: http.Timeouts | None = None) -> None:
        self._agent = int(told["agent_id"])
        self._interface = Interface(told, timeouts)

    def close(self) -> None:
        self._interface.close()

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        """One call; WeCom lists whom it does not know or who has no licence."""
        return splitting.deliver(envelopes, self._hand_over, spoils=codes.OF_ONE)

    def _hand_over(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        return http.outcomes(envelopes, lambda: self._call(envelopes))

    def _call(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        payload = {
            "touser": "|".join(envelope.address for envelope in envelopes),
            "agentid": self._agent,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME_WITHIN,
        }
        try:
            said = self._interface.post(PATH, payload | words(envelopes[0]))
        except RefusedError as fault:
            return refused_alike(envelopes, fault)
        refused = {who: code for code in ("invaliduser", "unlicenseduser") for who in _members(said.get(code))}
        reference = str(said.get("msgid") or "")
        return [
            Outcome(Fate.REFUSED_ADDRESS, code=refused[envelope.address.casefold()])
            if envelope.address.casefold() in refused
            else Outcome(Fate.ACCEPTED, code=str(codes.OK), reference=reference)
            for envelope in envelopes
        ]


def words(envelope: Envelope) -> dict[str, object]:
    """A card that opens our page that the text names, where it names one and is short enough; else plain text.

    Another's link may stand in it too, in the words of a guest that are passed on, say: no card leads there unasked.
    """
    link = next((found for found in LINK.findall(envelope.text) if _is_ours(found)), "")
    described = escape(envelope.text, quote=False)
    if link and envelope.subject and _fits(envelope.subject, TITLE_BYTES) and _fits(described, CARD_BYTES):
        card = {"title": envelope.subject, "description": described, "url": link}
        return {"msgtype": "textcard", "textcard": card}
    return {"msgtype": "text", "text": {"content": "\n".join(filter(None, (envelope.subject, envelope.text)))}}


def _is_ours(link: str) -> bool:
    return link == settings.PUBLIC_URL or link.startswith((f"{settings.PUBLIC_URL}/", f"{settings.PUBLIC_URL}?"))


def _fits(text: str, most: int) -> bool:
    return len(text.encode()) <= most


def _members(listed: object) -> list[str]:
    """WeCom lists members with bars between, in small letters."""
    return [who.casefold() for who in str(listed or "").split("|") if who]
