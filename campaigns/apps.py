from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from hotelcrm.frame import places

        from . import invariants, merging, messages, receivers
        from .queries.waiting import waiting

        merging.connect()
        messages.enter()
        receivers.connect()
        invariants.connect()
        places.count_at("campaigns:campaigns", waiting)
