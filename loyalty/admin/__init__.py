"""The programme in Django's admin: what marketing and managers set up, one module per subject.

Next door: ``loyalty.views`` (what happens at the desk). Points themselves are only looked at here (``records``): they
move by the ledger alone.
"""

from . import benefits, courtesy, earning, programme, records, tiers, vouchers

__all__ = ["benefits", "courtesy", "earning", "programme", "records", "tiers", "vouchers"]
