from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "hotelcrm.outbox"
    label = "outbox"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from . import merging

        merging.connect()
