"""Messages to guests who are customers of a member of staff (``externalcontact/add_msg_template``).

WeCom hands such a message to that member of staff, who sends it on with one touch: accepted is not yet received.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import http, options, splitting
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome
from hotelcrm.outbox.transports.reports import Asked, Report

from . import codes, hearing
from .interface import ACCOUNT, Interface, RefusedError, refused_alike
from .reference import reference
from .results import results

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender

CUSTOMERS_A_CALL = 10_000
PATH = "externalcontact/add_msg_template"
OPTIONS = (
    *ACCOUNT,
    Option(hearing.TOKEN, _("token for reports"), is_secret=True, is_required=False),
    Option(hearing.KEY, _("EncodingAESKey for reports"), is_secret=True, is_required=False),
)


class WeComCustomers:
    """The transport."""

    name = "wecom"
    label = _("WeCom, to guests")
    channel = Road.WECOM.value
    options = OPTIONS

    def open(self, sender: "Sender") -> "CustomersConnection":
        return CustomersConnection(sender.address, options.read(sender, OPTIONS))

    def batches(self, envelopes: Sequence[Envelope]) -> list[list[Envelope]]:
        """Those who read the same, nobody twice in one call."""
        return splitting.batches(envelopes, alike=_alike, at_most=CUSTOMERS_A_CALL)

    hear = staticmethod(hearing.hear)

    @contextmanager
    def asking(self, sender: "Sender") -> Iterator[Callable[[Asked], Iterator[Report]]]:
        """See ``Asks``."""
        interface = Interface(options.read(sender, OPTIONS))
        try:
            yield partial(results, interface, sender.address)
        finally:
            interface.close()


def _alike(envelope: Envelope) -> Hashable:
    return envelope.text


class CustomersConnection:
    """Calls for one account, in the name of one member of staff."""

    def __init__(self, member: str, told: Mapping[str, str], timeouts: http.Timeouts | None = None) -> None:
        self._member = member
        self._interface = Interface(told, timeouts)

    def close(self) -> None:
        self._interface.close()

    def deliver(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        """One call; WeCom lists those who cannot be written to."""
        return splitting.deliver(envelopes, self._hand_over, spoils=codes.OF_ONE)

    def _hand_over(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        return http.outcomes(envelopes, lambda: self._call(envelopes))

    def _call(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        payload: dict[str, object] = {
            "chat_type": "single",
            "external_userid": [envelope.address for envelope in envelopes],
            "text": {"content": envelopes[0].text},
        }
        if self._member:
            payload["sender"] = self._member
        try:
            said = self._interface.post(PATH, payload)
        except RefusedError as fault:
            return refused_alike(envelopes, fault)
        refused, mailing = set(said.get("fail_list") or ()), str(said.get("msgid") or "")
        return [
            Outcome(Fate.REFUSED_ADDRESS, code="fail_list")
            if envelope.address in refused
            else Outcome(Fate.ACCEPTED, code=str(codes.OK), reference=reference(mailing, envelope.address))
            for envelope in envelopes
        ]
