"""What the clock asks of campaigns."""

from celery import shared_task
from django.utils import timezone

from .actions import segments
from .facts import counting
from .occasions import running
from .results import attributing, keeping
from .running import stepping


# A turn that comes late is the next one's: without an end they would pile up while no worker runs.
@shared_task(name="campaigns.step_due", acks_late=True, expires=50)
def step_due() -> None:
    """Choose guests of campaigns whose time has come, and take the steps that are due."""
    stepping.step_due(at=timezone.now())


# Every five minutes: a wish is on time then, and a beat that comes late is the next one's.
@shared_task(name="campaigns.run_occasions", acks_late=True, expires=290)
def run_occasions() -> None:
    """Take everybody whose occasion is at hand into the campaigns for it."""
    running.run(at=timezone.now())


@shared_task(name="campaigns.attribute", acks_late=True, expires=3_000)
def attribute() -> None:
    """Credit bookings to the messages that came before them; asked every hour, again it changes nothing.

    Then the results of large campaigns are kept.
    """
    attributing.attribute(at=timezone.now())
    keeping.refresh(at=timezone.now())


@shared_task(name="campaigns.keep_figures", acks_late=True, expires=600)
def keep_figures(campaign_id: int, what: str) -> None:
    """Reckon what somebody waits for: results, or a dry run."""
    keeping.keep(campaign_id, what, at=timezone.now())


# Every two seconds, so that a segment knows within five what the desk did.
@shared_task(name="campaigns.count_changed", acks_late=True, expires=2)
def count_changed() -> None:
    """Count the guests that changed."""
    counting.catch_up(at=timezone.now())


@shared_task(name="campaigns.count_all", acks_late=True, expires=3_000)
def count_all() -> None:
    """Asked every hour, done once on a day of the programme: windows of months move on."""
    counting.count_nightly(at=timezone.now())


# After the night's count, so that every guest's facts are of the day; what was kept already stays.
@shared_task(name="campaigns.keep_sizes", acks_late=True, expires=3_000)
def keep_sizes() -> None:
    """Asked every hour, keep the size of each segment once on a day of the programme."""
    segments.keep_tonight(at=timezone.now())
