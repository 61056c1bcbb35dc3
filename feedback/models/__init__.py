"""The rows of this room; one module per subject."""

from .hours import Shift, SpecialDay, Weekday
from .level import ServiceLevel, Severity

__all__ = ["ServiceLevel", "Severity", "Shift", "SpecialDay", "Weekday"]
