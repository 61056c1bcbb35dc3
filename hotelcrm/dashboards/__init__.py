"""What managers read: figures by hotel and period against the one before, as charts with the same numbers in a table.

Read-only and without models of its own; the figures come from ``stays.figures`` and its like, so that a page, an
export and ``manage.py stay_figures`` cannot disagree. Next door: ``hotelcrm.desk`` (single guests).
"""
