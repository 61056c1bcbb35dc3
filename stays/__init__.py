"""Visits: channels, room types, stays from booking to check-out, companions and charges.

``actions.py`` moves a stay through its life, ``queries.py`` reads boards and figures. Next door: ``guests`` (who stays),
``loyalty`` (what a stay earns), ``hotelcrm.desk`` (the boards staff look at).
"""
