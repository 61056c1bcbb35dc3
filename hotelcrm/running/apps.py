from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class RunningConfig(AppConfig):
    name = "hotelcrm.running"
    label = "running"

    def ready(self) -> None:
        from hotelcrm.running import receivers

        self.receivers = receivers
        pre_migrate.connect(receivers.give_time, sender=self)
        post_migrate.connect(receivers.take_time_back, sender=self)
