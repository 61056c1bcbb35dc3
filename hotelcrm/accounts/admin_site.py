"""Django's admin for those whose role says so."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .access import may_administer
from .models import User


class HotelAdminSite(AdminSite):
    """Opens for administrators and for who manages the programme (by role), and for the first superuser."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("What is set up rarely")
    enable_nav_sidebar = False

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """As Django's; the names that libraries give their models are looked up in our catalogue as well."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for model in (model for app in apps for model in app["models"]):
            model["name"] = gettext(str(model["name"]))
        return apps

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        return may_administer(user, user.memberships.all())
