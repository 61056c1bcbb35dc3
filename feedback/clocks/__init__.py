"""A ticket's promises: from its events and its hotel's hours to the moments at which somebody is told.

``happenings`` what events do to the two clocks; ``promises`` both clocks of a ticket now, and the columns in which
their moments stand; ``sweeping`` the alarms of each minute. Clocks run from ``opened_at``. An event that moves a
ticket says to which state (``details["to"]``): `waiting` pauses both clocks, `resolved` and `closed` stop them, any
other state lets them go on. The first REPLY or SPOKE keeps the promise of an answer for good. Praise has no clock.

Next door: ``feedback.rules`` (what time is left, pure), ``feedback.queries.hours`` (when a hotel is at work),
``feedback.actions.telling`` (the events, and when they are read anew).
"""
