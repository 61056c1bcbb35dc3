"""Points expire in seven days.

When: seven days before the first day without them.
Key: ``7:`` and the day on which they expire.
Grace: until they expire.
"""

from .points import week

OCCASION = week("points_expiring_7")
