"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from hotelcrm.running.memory import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")

application = get_wsgi_application()
keep_what_is_loaded()
