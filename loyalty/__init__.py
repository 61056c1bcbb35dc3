"""Tiers, members, the points ledger, rewards, vouchers and benefits live here; nothing is built in it yet.

Next door: ``stays`` (what earns points), ``feedback`` (what compensation is for).
"""
