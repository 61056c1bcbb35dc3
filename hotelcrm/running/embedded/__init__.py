"""PostgreSQL and Valkey from their wheels, for whoever has not set ``DATABASE_URL`` and ``REDIS_URL``.

``owner.py`` decides as whom they run and where their files are, ``postgres.py`` and ``valkey.py`` each drive one
server, ``servers.py`` starts and stops both, one process at a time. Both detach: they outlive the command that
started them. Next door: ``hotelcrm.running.supervisor`` (our own web, worker and beat).
"""
