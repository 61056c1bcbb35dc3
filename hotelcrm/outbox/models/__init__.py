"""The tables of the outbox, one module per subject."""

from .answers import Callback
from .attempt import Attempt
from .message import Mailing, Message, Reason, State
from .policy import MessagePolicy
from .sender import Sender, SenderState
from .suppression import Suppression
from .template import Block, Template, Variant
from .tracking import Click, Link

__all__ = [
    "Attempt",
    "Block",
    "Callback",
    "Click",
    "Link",
    "Mailing",
    "Message",
    "MessagePolicy",
    "Reason",
    "Sender",
    "SenderState",
    "State",
    "Suppression",
    "Template",
    "Variant",
]
