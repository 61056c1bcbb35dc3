"""Surveys, reviews and their words, tickets with clocks, and recovery within limits.

``models`` the rows; ``actions`` everything that changes them (``opening`` a ticket from whatever cause, ``handling``
it, ``recovering``, ``inviting`` and ``answering`` surveys, ``reviewing``); ``queries`` what pages and other rooms read;
``rules`` open time and what is left of a promise, pure; ``words`` sentiment and topics of a text, pure, with the small
model they are read by; ``clocks`` a ticket's promises from its events and its hotel's hours, and the sweep that warns
and escalates; ``forms``, ``views`` and ``admin`` the pages; ``invariants`` what ``manage.py verify`` proves of it all.

Next door: ``loyalty`` (what compensation is paid in), ``hotelcrm.outbox`` (replies and invitations go through it),
``campaigns`` (segments of guests by their scores), ``hotelcrm.desk`` (open complaints in the check-in brief).
"""
