"""How what is due leaves the house: never lost, never doubled.

``lanes`` says where something is due and by which sender it goes (``waiting`` finds it in the indexes), ``claiming``
takes some of it in one transaction that asks the gate again, ``handing`` writes down that a message is handed over
right before it is, and what came of it right after; ``outcomes`` is the table of what each answer means. ``rates`` and
``breaker`` hold a sender back, ``working`` is a turn of it all, ``slots`` says how many there may be at once,
``sweeping`` tidies up after workers that died. Truth is the row: whatever dies between two commits is found again by
its state.

Next door: ``hotelcrm.outbox.gate`` (who may be written to), ``writing`` (the text), ``transports`` (the roads).
"""
