"""Model permissions for Django's admin, from the table of roles."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import prefetch_related_objects

from .access import Permission, may_anywhere
from .models import User

# What else than CONFIGURE opens the models of a room.
MANAGED = {
    "loyalty": Permission.MANAGE_LOYALTY,
    "feedback": Permission.MANAGE_FEEDBACK,
    "campaigns": Permission.MANAGE_CAMPAIGNS,
}


class RoleBackend(ModelBackend):
    """Administrators by role may use all of the admin, those who manage a room the models of that room.

    Nobody else holds a model permission. Signing in stays with allauth's backend, so this one never authenticates.
    """

    def authenticate(self, *_args: Any, **_kwargs: Any) -> None:
        return None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return _may(user_obj, perm.partition(".")[0])

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return _may(user_obj, app_label)


def _may(user: Any, app_label: str) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    prefetch_related_objects([user], "memberships")  # once: a page of the admin asks a hundred times
    roles = user.memberships.all()
    return (
        user.is_superuser
        or may_anywhere(roles, Permission.CONFIGURE)
        or (app_label in MANAGED and may_anywhere(roles, MANAGED[app_label]))
    )
