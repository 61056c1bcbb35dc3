from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameConfig(AppConfig):
    name = "hotelcrm.frame"
    verbose_name = _("Frame")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from .receivers import keep_language

        user_logged_in.connect(keep_language, dispatch_uid="frame.keep_language")
