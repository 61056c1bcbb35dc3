from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameConfig(AppConfig):
    name = "hotelcrm.frame"
    verbose_name = _("Frame")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 (apps must be loaded first)

        from .receivers import keep_language  # noqa: PLC0415

        user_logged_in.connect(keep_language, dispatch_uid="frame.keep_language")
