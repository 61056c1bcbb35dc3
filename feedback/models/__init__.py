"""The rows of this room; one module per subject."""

from .answer import Answer, Invitation
from .category import AssignmentRule, Category, Cause
from .event import Attachment, Notice, TicketEvent
from .hours import Shift, SpecialDay, Weekday
from .level import ServiceLevel, Severity
from .praise import Praise
from .recovery import AuthorityLimit, Compensation
from .review import Reading, Review, Sentence, Site, Tally, Topic
from .survey import Question, Survey
from .ticket import OPEN, SavedFilter, State, Ticket, TicketLink

__all__ = [
    "OPEN",
    "Answer",
    "AssignmentRule",
    "Attachment",
    "AuthorityLimit",
    "Category",
    "Cause",
    "Compensation",
    "Invitation",
    "Notice",
    "Praise",
    "Question",
    "Reading",
    "Review",
    "SavedFilter",
    "Sentence",
    "ServiceLevel",
    "Severity",
    "Shift",
    "Site",
    "SpecialDay",
    "State",
    "Survey",
    "Tally",
    "Ticket",
    "TicketEvent",
    "TicketLink",
    "Topic",
    "Weekday",
]
