"""Points expire in thirty days.

When: thirty days before the first day without them; points that come in later are told of when they come.
Key: ``30:`` and the day on which they expire.
Grace: ten days, and never into the last week, which has a warning of its own.
"""

from .points import month

OCCASION = month("points_expiring_30")
