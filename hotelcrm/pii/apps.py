from django.apps import AppConfig


class PiiConfig(AppConfig):
    name = "hotelcrm.pii"
