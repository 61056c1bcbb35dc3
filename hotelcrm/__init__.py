"""The project: settings, and the rooms that belong to no single app.

Ground, which everybody may use: ``running`` (servers, supervisor, health), ``pii`` (ciphers), ``audit`` (the trail),
``accounts`` (hotels, staff, roles), ``frame`` (what every page shares).
Roof, which combines apps: ``desk``, ``dashboards``, ``ingest``, ``demo`` and ``bench``.
The business itself lives next door, in ``guests``, ``stays``, ``loyalty``, ``feedback`` and ``campaigns``.
"""

# Celery's recipe for Django: whoever rings (a page, a command) must know the queue's address.
from hotelcrm.celery import app as celery_app

__all__ = ["celery_app"]
