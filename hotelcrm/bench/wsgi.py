"""The site as it is served, over the benchmarks' database and with the address of the floor."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from hotelcrm.running.memory import keep_what_is_loaded

from . import DATABASE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")

application = get_wsgi_application()
keep_what_is_loaded()
connections.databases["default"]["NAME"] = DATABASE
settings.ROOT_URLCONF = "hotelcrm.bench.urls"
