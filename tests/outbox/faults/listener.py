"""A real worker of the queue: ``python -m tests.outbox.faults.listener DATABASE BROKER`` until it is killed."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django


def main(database: str, broker: str) -> None:
    django.setup()
    from django.db import connections

    from hotelcrm.celery import app

    connections.databases["default"]["NAME"] = database
    app.conf.broker_url = broker
    app.conf.broker_connection_retry = True
    quiet = ["--quiet", "--loglevel", "CRITICAL", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    app.worker_main([*quiet[:1], "worker", *quiet[1:], "--concurrency", "1"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
