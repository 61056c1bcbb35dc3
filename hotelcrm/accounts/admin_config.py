"""Django's admin as an installed app, with our site in place of its own."""

from django.contrib.admin.apps import AdminConfig


class HotelAdminConfig(AdminConfig):
    """Django's admin, opened by role rather than by a flag on the person."""

    default_site = "hotelcrm.accounts.admin_site.HotelAdminSite"
