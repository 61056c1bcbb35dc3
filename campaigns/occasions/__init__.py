"""Occasions: whose day it is. One module each, entered in ``registry``; docs/occasions.md has a page for each.

An occasion is one SELECT over many guests: guest, key, the day it is due, the day from which it is of no use, the stay
it is about. ``occasion`` puts the clock around it: it is due at nine in the morning where the guest lives, is made up
for between nine in the morning and nine in the evening until its grace is over, and is never due again. ``running``
asks for the campaigns that run; ``telling`` says what a run would do; ``ready_made`` writes what a hotel begins with.

Next door: ``campaigns.running`` (who is chosen of those an occasion names, and what they get), ``campaigns.facts``
(what most occasions ask), ``feedback.actions.inviting`` (the survey after a stay, which is no campaign).
"""
