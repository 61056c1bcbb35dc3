"""What occasions of silence share: who neither is in house nor has booked, and the bounds of the stages."""

from typing import Final

from campaigns.models import Thresholds

from .occasion import Asked

QUIET: Final = "NOT f.is_in_house AND f.bookings_ahead = 0"


def bounds(_asked: Asked) -> dict[str, int]:
    """Where dormancy and cooling begin."""
    found = Thresholds.objects.get()
    return {"loyal": found.loyal_days, "percent": found.cooling_percent}
