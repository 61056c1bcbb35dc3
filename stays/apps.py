from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaysConfig(AppConfig):
    name = "stays"
    verbose_name = _("Stays")

    def ready(self) -> None:
        from . import links, messages

        links.register()
        messages.enter()
