from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        from hotelcrm.frame import places

        from . import invariants, merging, messages, receivers
        from .queries.mine import waiting

        merging.connect()
        receivers.connect()
        invariants.connect()
        messages.enter()
        places.count_at("feedback:mine", waiting)
