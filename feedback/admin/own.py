"""Lines of a hotel are changed by who manages that hotel, lines for all by who manages all of them."""

from functools import partial
from typing import Any, ClassVar, TypeVar

from django.db import transaction
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django_stubs_ext import StrPromise

from feedback import tasks
from feedback.clocks.promises import renew_open
from feedback.models import OPEN, Ticket
from guests.admin import LabelledLists
from hotelcrm.accounts import managing
from hotelcrm.accounts.access import Permission
from hotelcrm.accounts.models import Hotel

Row = TypeVar("Row", bound=Model)
FEW = 100  # open tickets that nobody minds waiting for


def managed(request: HttpRequest) -> QuerySet[Hotel]:
    """The hotels whose feedback the reader manages, in order of their codes."""
    return managing.managed(request.user, Permission.MANAGE_FEEDBACK)


def manages_all(request: HttpRequest) -> bool:
    """Whether no hotel is missing among those."""
    return managing.manages_all(request.user, Permission.MANAGE_FEEDBACK)


class OwnLines(LabelledLists[Row]):
    """Lines with a `hotel`: who manages some hotels sees theirs and those for all, and changes theirs.

    Another hotel's line is not found. The hotel of a line stays: another one needs another line.
    `about` stands above the list: what its lines do, and what holds while there is none.
    """

    about: ClassVar[StrPromise | str] = ""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Row]":
        mine = Q(hotel__in=managed(request))
        if self.opts.get_field("hotel").null:
            mine |= Q(hotel=None)
        return super().get_queryset(request).filter(mine)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None and "hotel" in form.base_fields:
            form.base_fields["hotel"].disabled = True  # still a field, so that it is compared with the hotel's others
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever manages one hotel need not name it."""
        hotels = list(managed(request)[:2])
        only = {"hotel": hotels[0].pk} if len(hotels) == 1 and not manages_all(request) else {}
        return only | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "hotel":
            kwargs["queryset"] = managed(request)
            kwargs["required"] = not (db_field.null and manages_all(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_own(request, obj)


def _is_own(request: HttpRequest, obj: Any) -> bool:
    if obj is None:
        return True
    if obj.hotel_id is None:
        return manages_all(request)
    return managed(request).filter(pk=obj.hotel_id).exists()


class ClockLines(OwnLines[Row]):
    """Lines that the clocks run by: once they are changed, the promises of open tickets are reckoned anew."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        super().save_model(request, obj, form, change)
        renew_soon(obj.hotel_id)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        renew_soon(obj.hotel_id)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Row]") -> None:
        hotel_ids = set(queryset.order_by().values_list("hotel", flat=True).distinct())
        super().delete_queryset(request, queryset)
        for hotel_id in hotel_ids:
            renew_soon(hotel_id)


def renew_soon(hotel_id: int | None) -> None:
    """Once this transaction stands, reckon the promises of a hotel's open tickets anew (of all hotels, for None).

    A few at once, many in the background; what fails is made up for by the hourly turn.
    """
    transaction.on_commit(partial(_renew, hotel_id), robust=True)


def _renew(hotel_id: int | None) -> None:
    tickets = Ticket.objects.filter(state__in=OPEN)
    if hotel_id is not None:
        tickets = tickets.filter(hotel=hotel_id)
    if tickets[: FEW + 1].count() > FEW:
        tasks.renew_open.delay(hotel_id)
    else:
        renew_open(hotel_id, at=timezone.now())


def clock(opens: Any, closes: Any) -> str:
    """Two wall times as one reads them."""
    return f"{opens:%H:%M}–{closes:%H:%M}"
