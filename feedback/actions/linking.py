"""Tickets that have to do with each other, and stay two."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Ticket, TicketEvent, TicketLink
from feedback.queries.family import family, standing_id
from hotelcrm.accounts.models import User

from .refusal import Refused
from .telling import OtherEventError, lock_pair, tell, told

Kind = TicketEvent.Kind


class OneTicketError(Refused):
    sentence = _("This is one ticket, not two.")


class MergedMeanwhileError(Refused):
    sentence = _("One of the two was merged meanwhile. Look at it again.")


@transaction.atomic
def link(ticket: Ticket, *, other: Ticket, by: User, at: datetime, key: str) -> None:
    """Link the two, or those they were merged into; both histories say so. Linking them again changes nothing.

    Raises `OneTicketError`, `MergedMeanwhileError`, and `OtherEventError` for a form of two others.
    """
    one, two = _held(ticket, other)
    if _told(one, two, key, Kind.LINKED):
        return
    _link, is_new = TicketLink.objects.get_or_create(one=one, other=two, defaults={"by": by, "at": at})
    if is_new:
        _tell_both(one, two, Kind.LINKED, by=by, at=at, key=key)


@transaction.atomic
def unlink(ticket: Ticket, *, other: Ticket, by: User, at: datetime, key: str) -> None:
    """Take the link between the two away; where there is none, nothing changes.

    Raises `OneTicketError`, `MergedMeanwhileError`, and `OtherEventError` for a form of two others.
    """
    one, two = _held(ticket, other)
    if _told(one, two, key, Kind.UNLINKED):
        return
    gone, _rows = TicketLink.objects.filter(one=one, other=two).delete()
    if gone:
        _tell_both(one, two, Kind.UNLINKED, by=by, at=at, key=key)


def _told(one: Ticket, two: Ticket, key: str, kind: Kind) -> bool:
    """Whether the form was sent before, for these two or for what was merged into them."""
    known = told(one, key, kind)
    if known is not None and known.details["other"] not in family(two.pk):
        raise OtherEventError
    return known is not None


def _tell_both(one: Ticket, two: Ticket, kind: Kind, *, by: User, at: datetime, key: str) -> None:
    tell(one, kind, key=key, at=at, by=by, other=two.pk)
    tell(two, kind, key=key, at=at, by=by, other=one.pk)


def _held(ticket: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Those that stand for both, held, the older first."""
    ids = sorted({standing_id(ticket.pk), standing_id(other.pk)})
    if len(ids) == 1:
        raise OneTicketError
    one, two = lock_pair(*ids)
    if one.merged_into_id is not None or two.merged_into_id is not None:
        raise MergedMeanwhileError
    return one, two
