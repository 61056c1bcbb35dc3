"""``manage.py up``: web, worker and beat in one terminal, each ready before the next, restarted when it dies.

``parts.py`` says what is run and when it counts as ready, ``child.py`` holds one process, ``supervisor.py`` watches.
Next door: ``hotelcrm.running.embedded`` (PostgreSQL and Valkey), which the supervisor keeps alive too.
"""
