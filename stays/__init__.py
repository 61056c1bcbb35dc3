"""Visits: channels, room types, stays from booking to check-out, companions and charges.

``actions`` moves a stay through its life, ``queries.py`` reads for boards and briefs, ``purpose.py`` guesses why
somebody travels. Next door: ``guests`` (who stays), ``loyalty`` (what a stay earns), ``hotelcrm.desk`` (the boards
staff look at).
"""
