"""Offers: which packages suit whom, and why.

``catalogue`` reads the packages of hotels, ``knowing`` what may be used of many guests at once, ``recommending`` brings
both together, ``saying`` puts reasons, conditions and audiences into words, ``suiting`` counts the guests an offer
suits. What counts how much is ``campaigns.rules.offers``. Next door: ``campaigns.messages`` (the best offer in a
template), ``hotelcrm.desk.offers`` (in the check-in brief), ``campaigns.admin.offers`` (where they are set up).
"""
