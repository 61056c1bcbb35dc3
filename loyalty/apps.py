from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    name = "loyalty"
    verbose_name = _("Loyalty")

    def ready(self) -> None:
        from hotelcrm.frame import places

        from . import invariants, merging, messages, receivers
        from .queries.adjusting import count_to_decide

        merging.connect()
        receivers.connect()
        invariants.connect()
        messages.enter()
        places.count_at("loyalty:redeem", count_to_decide)  # the room's place; a tab leads on
