"""Django's PostgreSQL backend, which starts the embedded server when nothing answers: ``base.py`` is all of it."""
