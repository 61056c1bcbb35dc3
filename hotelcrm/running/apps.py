from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "hotelcrm.running"
    label = "running"
