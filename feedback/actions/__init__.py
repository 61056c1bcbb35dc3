"""Everything that changes a row of this room: one transaction each, idempotent by the key of the form.

``telling`` is the one writer of a ticket's events and notices; ``opening``, ``handling``, ``joining``, ``linking`` and
``attaching`` are what is done with a ticket. Next door: ``feedback.rules`` (what may follow what),
``feedback.queries`` (what pages read).
"""
