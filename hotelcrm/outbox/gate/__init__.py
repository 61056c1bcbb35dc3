"""The gate: who may be written to, on which channel, for what, and when. One place, and one statement.

``statement`` holds the SQL that answers for one message or a million, when they are queued and again in the
transaction that claims them; ``asking`` asks it for a few. Next door: ``actions`` (which queue through it),
``delivery`` (which claims through it), ``models.policy`` (what each hotel holds itself to).
"""
