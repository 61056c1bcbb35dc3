"""The roads messages take, a folder each; ``docs/transports.md`` says how to add one.

A transport knows one provider: how a message is handed over, and what its answers mean. It knows no message rows, no
consent and no retries: those are ``hotelcrm.outbox.delivery``, which hands it envelopes and acts on the outcomes.
"""

from .contract import Connection, Envelope, Fate, Option, Outcome, SenderFaultError, Transport, one_by_one
from .registry import register, transport_called, transports_for

__all__ = [
    "Connection",
    "Envelope",
    "Fate",
    "Option",
    "Outcome",
    "SenderFaultError",
    "Transport",
    "one_by_one",
    "register",
    "transport_called",
    "transports_for",
]
