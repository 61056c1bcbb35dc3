"""Surveys, reviews, tickets and recovery. So far: the hours and levels of service that tickets will be held to.

``models`` a hotel's shifts, special days and service levels; ``rules`` open time and the remaining time of a promise,
pure; ``queries`` reads the hours of a hotel for the rules; ``admin`` is where a manager sets them.

Next door: ``loyalty`` (what compensation is paid in), ``campaigns`` (who is asked, and when).
"""
