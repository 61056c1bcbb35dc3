"""Benchmarks: ``manage.py bench NAME``, one JSON object a line, each with a floor measured in the same run.

Next door: ``hotelcrm.demo`` (the guests it measures on).
"""
