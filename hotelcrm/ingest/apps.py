from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IngestConfig(AppConfig):
    name = "hotelcrm.ingest"
    verbose_name = _("Files in")

    def ready(self) -> None:
        from guests import merging

        merging.register(merging.Relation("ingest.GuestKey", "guest"))
