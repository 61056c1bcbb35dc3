"""Model permissions for Django's admin, from the table of roles."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from .access import Permission, may_anywhere
from .models import User


class RoleBackend(ModelBackend):
    """Administrators by role may use the admin; nobody else holds a model permission.

    Signing in stays with allauth's backend, so this one never authenticates.
    """

    def authenticate(self, *_args: Any, **_kwargs: Any) -> None:
        return None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return _configures(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:  # noqa: ARG002 (Django's signature)
        return _configures(user_obj)


def _configures(user: Any) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or may_anywhere(user.memberships.all(), Permission.CONFIGURE)
