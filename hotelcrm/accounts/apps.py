from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "hotelcrm.accounts"
    verbose_name = _("Hotels and staff")

    def ready(self) -> None:
        from . import confirming, handing  # noqa: F401 (their receivers listen from now on)
