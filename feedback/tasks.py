"""What the clock asks of feedback."""

from celery import shared_task
from django.utils import timezone

from .actions import answering, asking, inviting, reading, returning, reviewing
from .clocks import promises, sweeping


@shared_task(name="feedback.invite_departed", acks_late=True, expires=3_000)
def invite_departed() -> None:
    """Asked every hour, for the day begins at each hotel's own midnight; nobody is asked twice."""
    inviting.invite_departed(at=timezone.now())


@shared_task(name="feedback.open_left", acks_late=True, expires=280)
def open_left() -> None:
    """Look into what was low in surveys that guests began and left."""
    answering.open_left(at=timezone.now())


# A turn that comes late is the next one's: without an end they would pile up while no worker runs.
@shared_task(name="feedback.sweep", acks_late=True, expires=50)
def sweep() -> None:
    """Warn of promises that run out, and escalate those that are broken."""
    sweeping.sweep(at=timezone.now())


# Rung when hours change. Asked every hour as well: a ticket may be opened by the old hours while they change, and a new
# release of the calendar brings the days worked in exchange for holidays.
@shared_task(name="feedback.renew_open", acks_late=True, expires=3_000)
def renew_open(hotel_id: int | None = None) -> None:
    """Reckon the promises of open tickets anew, of one hotel or of all."""
    promises.renew_open(hotel_id, at=timezone.now())


@shared_task(name="feedback.ask_resolved", acks_late=True, expires=280)
def ask_resolved() -> None:
    """Tell the guests of tickets that were resolved a while ago what was done, where nobody did, and ask them."""
    asking.ask_due(at=timezone.now())


@shared_task(name="feedback.tell_undelivered", acks_late=True, expires=50)
def tell_undelivered() -> None:
    """Tell the owners of tickets which of the messages to their guests did not arrive."""
    returning.tell_undelivered(at=timezone.now())


@shared_task(name="feedback.open_low", acks_late=True, expires=280)
def open_low() -> None:
    """Look into the bad reviews that files brought."""
    reviewing.open_low(at=timezone.now())


@shared_task(name="feedback.read_words", acks_late=True, expires=55)
def read_words() -> None:
    """Read what guests wrote since; a turn a minute, however much there is."""
    reading.read_waiting(at=timezone.now())
