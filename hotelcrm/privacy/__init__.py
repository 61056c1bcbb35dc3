"""Pages of the privacy officer: whose personal data was looked at, by whom, and why.

Next door: ``hotelcrm.audit`` (the log itself), ``guests`` (whose data it is).
"""
