"""What WeCom's codes mean for a message."""

from hotelcrm.outbox.transports.contract import Fate

OK = 0
TOKEN_IS_STALE = {40014, 42001}

FATES = {
    -1: Fate.LATER,  # busy
    45009: Fate.LATER,  # too many calls
    45033: Fate.LATER,
    41063: Fate.LATER,  # the mailing before is still being handed out
    40003: Fate.REFUSED_ADDRESS,  # no such member of staff
    40031: Fate.REFUSED_ADDRESS,
    40096: Fate.REFUSED_ADDRESS,  # no such customer
    41048: Fate.REFUSED_ADDRESS,  # nobody of those can be written to
    60111: Fate.REFUSED_ADDRESS,
    81013: Fate.REFUSED_ADDRESS,  # all of the receivers are wrong
    84061: Fate.REFUSED_ADDRESS,  # no customer of ours any more
    40008: Fate.REFUSED_CONTENT,
    40058: Fate.REFUSED_CONTENT,
    44004: Fate.REFUSED_CONTENT,  # empty
    45002: Fate.REFUSED_CONTENT,  # too long
    45003: Fate.REFUSED_CONTENT,
    40001: Fate.REFUSED_SENDER,  # secret
    40013: Fate.REFUSED_SENDER,  # corporation
    40014: Fate.REFUSED_SENDER,  # a fresh token is refused too
    40056: Fate.REFUSED_SENDER,  # agent
    42001: Fate.REFUSED_SENDER,
    48002: Fate.REFUSED_SENDER,  # interface not allowed
    60011: Fate.REFUSED_SENDER,
    60020: Fate.REFUSED_SENDER,  # from this machine not allowed
    81011: Fate.REFUSED_SENDER,
}
FOR_ALL = {-1, 45009, 45033}
# One receiver among many has all refused: who it was shows when the call is split.
OF_ONE = {"40003", "40031", "40096", "41048", "60111", "84061"}


def fate(code: int) -> Fate:
    """What `code` means; an unknown no is tried again, since WeCom sent nothing."""
    return Fate.ACCEPTED if code == OK else FATES.get(code, Fate.LATER)
