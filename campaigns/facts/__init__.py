"""Counting what is known about guests into one wide row each.

``statement.py`` is the one statement, put together from ``visits.py`` (stays, charges, referrals), ``profile.py``
(addresses, answers, preferences), ``membership.py`` (tier, points, vouchers) and ``voices.py`` (tickets, scores,
reviews). ``counting.py`` runs it for the guests that changed, for some and for all; ``changes.py`` takes what triggers
noted (a migration lays those); ``scale.py`` lays the quintiles. Next door: ``campaigns.rules`` (what a row means on a
day), ``campaigns.segments`` (asks for guests by it).
"""
