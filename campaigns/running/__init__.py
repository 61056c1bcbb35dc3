"""Campaigns at work: who is chosen, into which arm, and what comes to them step by step.

``arms`` says by a hash who is held out and who reads which variant; ``choosing`` turns an audience or an occasion into
enrolments, one statement; ``preparing`` does so for a one-off when its time has come; ``stepping`` takes the steps that
are due; ``goals`` says who did what was hoped for; ``winners`` which variant the others get; ``dry_run`` tells what
would happen, by the very same statements, and writes nothing.

Next door: ``campaigns.actions`` (what people decide about campaigns), ``campaigns.occasions`` (whose day it is),
``hotelcrm.outbox.actions.rows`` (messages through the gate), ``loyalty.actions.presents`` (their vouchers and points).
"""
