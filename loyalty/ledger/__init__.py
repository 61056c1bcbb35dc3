"""The only place that writes points: entries, lots, which entry used which lot, and a member's balance and debt.

Next door: ``loyalty.actions`` says why points move; ``loyalty.rules.lots`` says which lots.
"""
