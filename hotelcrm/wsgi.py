"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")

application = get_wsgi_application()

# What was loaded to begin with stays; looking through all of it for garbage would hold a request up now and then.
gc.collect()
gc.freeze()
