"""The rows of this room; one module per subject."""

from .brief import GuestBrief
from .campaign import Campaign, CampaignState, Goal, Step, Variant
from .enrolment import Arm, Conversion, Enrolment, Sent
from .facts import GuestChange, GuestFacts, Scale, Thresholds
from .kept import KeptFigures
from .offer import Offer
from .segment import GuestList, ListedGuest, Segment, SegmentExport, SegmentSize

__all__ = [
    "Arm",
    "Campaign",
    "CampaignState",
    "Conversion",
    "Enrolment",
    "Goal",
    "GuestBrief",
    "GuestChange",
    "GuestFacts",
    "GuestList",
    "KeptFigures",
    "ListedGuest",
    "Offer",
    "Scale",
    "Segment",
    "SegmentExport",
    "SegmentSize",
    "Sent",
    "Step",
    "Thresholds",
    "Variant",
]
