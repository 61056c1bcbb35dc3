"""Django's admin for those whose role says so."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .access import may_administer
from .models import User


class HotelAdminSite(AdminSite):
    """Opens for administrators and for who manages the programme (by role), and for the first superuser."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("What is set up rarely")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        return may_administer(user, user.memberships.all())
