from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "hotelcrm.running"
    label = "running"

    def ready(self) -> None:
        from hotelcrm.running import receivers

        self.receivers = receivers
