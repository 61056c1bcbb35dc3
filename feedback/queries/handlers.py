"""Who may be given a ticket."""

from collections.abc import Collection

from django.db.models import QuerySet

from hotelcrm.accounts.access import TABLE, Permission
from hotelcrm.accounts.models import Hotel, User

ROLES = [role for role, allows in TABLE.items() if Permission.HANDLE_TICKETS in allows]


def handlers(hotel: Hotel | int) -> QuerySet[User]:
    """The people who handle tickets at `hotel`, by the name colleagues see; each once."""
    held = User.objects.filter(is_active=True, memberships__hotel=hotel, memberships__role__in=ROLES)
    return held.order_by("display_name", "username", "pk").distinct()


def handles(user: User, hotel: Hotel | int) -> bool:
    """Whether `user` may be given a ticket of `hotel`."""
    return all_handle({user.pk}, hotel)


def all_handle(ids: Collection[int], hotel: Hotel | int) -> bool:
    """Whether all users of these ids may."""
    return handlers(hotel).filter(pk__in=ids).count() == len(set(ids))
