"""What a campaign would do for one guest, and why: by the statements that run, and nothing is written."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaigns.models import Arm, Campaign, Enrolment, Segment
from campaigns.segments.explaining import explain
from campaigns.segments.tree import parse
from guests.models import Guest
from hotelcrm.frame import formats

from .dry_run import foretell


@dataclass(frozen=True)
class Answer:
    """A sentence; `gets` where something comes. `why` says what it waits for, or what would have to be otherwise."""

    sentence: StrOrPromise
    gets: bool = False
    why: StrOrPromise = ""


def answer_for(campaign: Campaign, guest: Guest, *, at: datetime) -> Answer:
    """What `campaign` would do for `guest` at `at`; raises what `dry_run.dry_run` raises."""
    found = foretell(campaign, at=at, only=guest.pk)
    for gets in found.gets:
        if gets.variant is None:
            return Answer(_("Gets the variant that wins, by %(road)s.") % {"road": gets.road}, gets=True, why=gets.why)
        words = {"template": gets.variant.template.name, "road": gets.road}
        return Answer(_("Gets “%(template)s” by %(road)s.") % words, gets=True, why=gets.why)
    for gets_not in found.gets_not:
        return Answer(_("Gets nothing."), why=gets_not.why)
    return _in_it(campaign, guest) or _outside(campaign, guest, campaign.hotel.today(at))


def _in_it(campaign: Campaign, guest: Guest) -> Answer | None:
    row = Enrolment.objects.filter(campaign=campaign, guest=guest).order_by("-enrolled_at").first()
    if row is None:
        return None
    if row.arm == Arm.HOLDOUT:
        return Answer(_("Is held out since %(when)s.") % {"when": formats.moment(row.enrolled_at)})
    why = row.get_ended_because_display()
    return Answer(_("Is in it since %(when)s.") % {"when": formats.moment(row.enrolled_at)}, gets=True, why=why)


def _outside(campaign: Campaign, guest: Guest, today: date) -> Answer:
    if campaign.segment is not None and not _is_in(campaign.segment, guest, today):
        return Answer(_("Is not in its audience."), why=campaign.segment.name)
    for segment in campaign.excluded.order_by("pk"):
        if _is_in(segment, guest, today):
            return Answer(_("Is left out, as one of “%(segment)s”.") % {"segment": segment.name})
    if campaign.is_automatic:
        return Answer(_("Its occasion does not name this guest now."))
    return Answer(_("Is not in its audience."), why=_("the guest's data may not be used"))


def _is_in(segment: Segment, guest: Guest, today: date) -> bool:
    verdict = explain(parse(segment.rule), guest, today=today)
    return verdict.holds and not verdict.because
