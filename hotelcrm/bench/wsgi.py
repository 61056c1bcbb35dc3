"""The site as it is served, over the benchmarks' database and with the address of the floor."""

from django.conf import settings
from django.db import connections

from hotelcrm.wsgi import application

from . import DATABASE

__all__ = ["application"]

connections.databases["default"]["NAME"] = DATABASE
settings.ROOT_URLCONF = "hotelcrm.bench.urls"
