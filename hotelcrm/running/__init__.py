"""What keeps the house running: the environment, the embedded servers, the supervisor, heartbeats and health pages.

``environment.py`` is the only reader of environment variables, ``embedded/`` drives PostgreSQL and Valkey from their
wheels, ``database/`` is Django's PostgreSQL backend that starts them on first use, ``supervisor/`` is ``manage.py up``,
``arrays.py`` writes what is long into a statement, ``packing.py`` makes JSON of figures that are kept and back.
This is the lowest room: it imports no other room. Next door: ``hotelcrm.pii`` (what the secrets are for).
"""
