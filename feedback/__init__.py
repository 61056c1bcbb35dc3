"""Surveys, reviews, tickets and recovery live here; nothing is built in it yet.

Next door: ``loyalty`` (what compensation is paid in), ``campaigns`` (who is asked, and when).
"""
