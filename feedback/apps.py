from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        from . import invariants, merging, messages, receivers

        merging.connect()
        receivers.connect()
        invariants.connect()
        messages.enter()
