"""What an SMTP server's reply means for a message: RFC 5321 (codes), RFC 3463 (enhanced codes). Pure."""

import re
from enum import StrEnum

from hotelcrm.outbox.transports.contract import Fate, Outcome

_ENHANCED = re.compile(rb"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
TEMPORARY, PERMANENT = 4, 5
CLOSING = 421
TOO_BIG = 552
SERVER = 3  # the subject of an enhanced code: the mail system itself


class Stage(StrEnum):
    """How far the conversation had come."""

    GREETING = "greeting"
    SIGN_IN = "auth"
    FROM = "from"
    TO = "to"
    DATA = "data"
    DOT = "dot"


# What is told of whom by subject and detail of the enhanced code; None stands for any detail. The first that fits.
_SENDERS = {(1, 7), (1, 8), (7, 8), (7, 9), (7, 11), (7, 13), (7, 14)}  # our address is none; sign in first
_SOFT = {
    (2, 2),
    (3, 1),
    (4, 1),
    (4, 2),
    (4, 3),
    (4, 5),
    (4, 7),
}  # a full mailbox; the network: called permanent, yet passing
_TOO_MUCH = {(2, 3), (3, 4)}  # bigger than that mailbox, or that server, takes
_ADDRESSES = {1, 2, 4}  # addressing, the mailbox, no way there
_CONTENTS = {3, 5, 6, 7}  # the server, the protocol, the content, policy
_OF_ONE = {1, 2, 5, 6}  # what passes for this message, but says nothing of the server
_SIGN_IN_FIRST = {530, 534, 535, 538}
_NOBODY_NAMED = {Stage.GREETING, Stage.SIGN_IN, Stage.FROM}  # whatever is said there concerns no guest
_TEXT_SEEN = {Stage.DOT}  # before, nobody can have refused what we wrote


def fate_of(stage: Stage, code: int, text: bytes = b"") -> Fate:
    """The fate of a message whose `stage` was answered with `code`, 400 or more, and `text`.

    Before the guest is named a no is about us, or about the server where it passes; with the guest about the address,
    and by a rule (5.7.x) about the two of us together; after the text about what we wrote. An enhanced code that says
    otherwise is believed.
    """
    if code < PERMANENT * 100:
        return Fate.ROAD_DOWN if stage in _NOBODY_NAMED else Fate.LATER
    if code in _SIGN_IN_FIRST:
        return Fate.REFUSED_SENDER
    return _enhanced(stage, text) or _plain(stage, code)


def outcome_of(stage: Stage, code: int, text: bytes = b"") -> Outcome:
    """The whole outcome of a message whose `stage` was answered like this."""
    fate = fate_of(stage, code, text)
    is_for_all = fate == Fate.LATER and _is_of_server(stage, code, text)
    return Outcome(fate, code=as_code(code, text), is_for_all=is_for_all)


def _is_of_server(stage: Stage, code: int, text: bytes) -> bool:
    """Whether a no that passes would have been said of any message: the server is closing, full or overloaded.

    What is said of the guest is mostly greylisting or a full mailbox, unless the server says that it means itself.
    """
    found = _ENHANCED.match(text)
    subject = int(found[2]) if found else 0
    if code == CLOSING or subject == SERVER:
        return True
    return stage != Stage.TO and subject not in _OF_ONE


def _enhanced(stage: Stage, text: bytes) -> Fate | None:
    """What the enhanced code says, where there is one that says more than the stage."""
    found = _ENHANCED.match(text)
    if found is None or stage in {Stage.GREETING, Stage.SIGN_IN}:
        return None
    status, subject, detail = map(int, found.groups())
    if status == TEMPORARY or (subject, detail) in _SOFT:
        return Fate.LATER
    if (subject, detail) in _SENDERS or (stage == Stage.FROM and (subject, detail) not in _TOO_MUCH):
        return Fate.REFUSED_SENDER
    if (subject, detail) in _TOO_MUCH:
        return Fate.REFUSED_CONTENT
    if subject in _CONTENTS:
        return Fate.REFUSED_CONTENT if stage in _TEXT_SEEN else Fate.UNWELCOME
    return Fate.REFUSED_ADDRESS if subject in _ADDRESSES else None


def _plain(stage: Stage, code: int) -> Fate:
    if stage == Stage.TO:
        return Fate.LATER if code == TOO_BIG else Fate.REFUSED_ADDRESS  # 552 at RCPT: the mailbox is full
    if stage in _TEXT_SEEN or code == TOO_BIG:
        return Fate.REFUSED_CONTENT
    return Fate.UNWELCOME if stage == Stage.DATA else Fate.REFUSED_SENDER


def as_code(code: int, text: bytes = b"") -> str:
    """A reply as it is kept: ``550 5.1.1``. What follows may name the guest."""
    found = _ENHANCED.match(text)
    return f"{code} {found[0].strip().decode()}" if found else f"{code}"
