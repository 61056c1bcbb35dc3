"""What the facts of a guest mean on a day: pure functions, no rows, no clock; and the arithmetic of results.

Next door: ``campaigns.facts`` (counts the rows), ``campaigns.segments`` (asks the same of a million rows in SQL).
"""
