"""Praise reaches whom it is for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Notice, Praise, Ticket, TicketEvent
from feedback.queries.family import family
from feedback.queries.handlers import all_handle
from hotelcrm.accounts.models import User
from hotelcrm.audit.actions import trail

from .opening import NotAHandlerError
from .refusal import Refused
from .telling import lock, notify, tell, told

Kind = TicketEvent.Kind


class NotPraiseError(Refused):
    sentence = _("Colleagues are praised by a ticket of praise.")


class NobodyNamedError(Refused):
    sentence = _("Say who is praised.")


@transaction.atomic
def praise(ticket: Ticket, *, users: Iterable[User], by: User, at: datetime, key: str) -> TicketEvent:
    """Note that `ticket` praises these colleagues, and let each of them see it; who is named already stays so.

    Raises `NotPraiseError`, `NobodyNamedError`, and `NotAHandlerError` for somebody who is not at work there.
    """
    named = {user.pk: user for user in users}
    row = lock(ticket)
    if known := told(row, key, Kind.PRAISED, named=sorted(named)):
        return known
    if row.kind != Ticket.Kind.PRAISE:
        raise NotPraiseError
    if not named:
        raise NobodyNamedError
    if not all_handle(named, row.hotel_id):
        raise NotAHandlerError
    with trail("feedback.praise", by=by, ticket=row.pk):
        rows = [Praise(ticket=row, user_id=pk, by=by, at=at) for pk in sorted(named)]
        Praise.objects.bulk_create(rows, ignore_conflicts=True)
    event, _is_new = tell(row, Kind.PRAISED, key=key, at=at, by=by, named=sorted(named))
    notify(event, named.values(), Notice.Why.PRAISED, at=at)
    return event


@transaction.atomic
def unname(ticket: Ticket, *, user: User, by: User, at: datetime, key: str) -> TicketEvent | None:
    """Take back that `user` was named, by mistake, here or on what was merged into it; None where he is not."""
    row = lock(ticket)
    if known := told(row, key, Kind.PRAISED, unnamed=[user.pk]):
        return known
    ids = family(row.pk)
    with trail("feedback.unname", by=by, ticket=row.pk):
        count, _models = Praise.objects.filter(ticket__in=ids, user=user).delete()
    if not count:
        return None
    Notice.objects.filter(ticket__in=ids, user=user, why=Notice.Why.PRAISED).delete()
    event, _is_new = tell(row, Kind.PRAISED, key=key, at=at, by=by, unnamed=[user.pk])
    return event
