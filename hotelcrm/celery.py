"""The Celery application: a doorbell. What is due is in the database; see ``hotelcrm.running``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")

app = Celery("hotelcrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
