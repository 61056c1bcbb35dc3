"""At which hotels somebody may do a thing, for Django's admin: where no hotel is the current one.

Next door: ``access`` (the same at the hotel one works at).
"""

from typing import Any

from django.db.models import QuerySet

from .access import TABLE, Permission
from .models import Hotel, Role


def managed(user: Any, *permissions: Permission) -> QuerySet[Hotel]:
    """The hotels at which `user` may do one of these, by code; all, for who has the whole group with it."""
    held = [one for one in user.memberships.all() if TABLE[Role(one.role)] & set(permissions)]
    if user.is_superuser or any(Permission.ALL_HOTELS in TABLE[Role(one.role)] for one in held):
        return Hotel.objects.order_by("code")
    return Hotel.objects.filter(pk__in={one.hotel_id for one in held}).order_by("code")


def manages_all(user: Any, *permissions: Permission) -> bool:
    """Whether no hotel is missing among those."""
    return not Hotel.objects.exclude(pk__in=managed(user, *permissions)).exists()
