"""The only place that writes points: entries, lots, which entry used which lot, and a member's balance and debt.

::

    from loyalty import ledger

    ledger.credit(ledger.Posting(member.pk, 200, Kind.BONUS, f"welcome:{member.pk}", at, on), programme=programme)

``verbs.py`` moves the points of one member, ``transfers.py`` moves them between two, ``batches.py`` gives to many and
``expiring.py`` takes from many. ``accounts.py`` locks, ``family.py`` says which accounts were joined to one,
``writing.py`` holds the one statement that writes.

Next door: ``loyalty.actions`` says why points move; ``loyalty.rules.lots`` says which lots.
"""

from .batches import post_batch
from .expiring import Expired, expire_due
from .posting import AlreadyReversed, End, InsufficientPoints, KeyReused, NotReversible, Posting, RefusedError
from .transfers import Cause, transfer, transfer_debt, untransfer, untransfer_debt
from .verbs import credit, debit, reverse, take_back

__all__ = [
    "AlreadyReversed",
    "Cause",
    "End",
    "Expired",
    "InsufficientPoints",
    "KeyReused",
    "NotReversible",
    "Posting",
    "RefusedError",
    "credit",
    "debit",
    "expire_due",
    "post_batch",
    "reverse",
    "take_back",
    "transfer",
    "transfer_debt",
    "untransfer",
    "untransfer_debt",
]
