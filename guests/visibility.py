"""Whose profile a person may open to note something, when the role does not show guest pages.

A department sees the guests it serves. Who is in house is known next door: ``stays`` registers the question here.
"""

from collections.abc import Callable

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel

from .models import Guest

Question = Callable[[Guest, Hotel], bool]
_questions: list[Question] = []


def register(question: Question) -> None:
    """Let `question` (is this guest at this hotel now?) open a guest to those who serve there."""
    if question not in _questions:
        _questions.append(question)


def sees(access: Access, guest: Guest) -> bool:
    """Whether this person may know that `guest` exists."""
    if access.may(Permission.SEE_GUESTS):
        return True
    return access.hotel is not None and any(question(guest, access.hotel) for question in _questions)
