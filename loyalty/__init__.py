"""Tiers, members, the points ledger, rewards, vouchers, benefits and courtesies.

- ``rules/`` decides and touches nothing: what a stay earns, which tier somebody has, which lots a debit uses, how late
  somebody may leave. No ORM, no clock.
- ``ledger/`` is the only place that writes points.
- ``actions/`` is what staff and the night do; ``queries/`` is what pages read.

Next door: ``stays`` (what earns points), ``feedback`` (what compensation is for). A member is a guest who joined;
vouchers, benefits and courtesies are the guest's, member or not.
"""
