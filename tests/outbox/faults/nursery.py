"""Where workers are born: ``python -m tests.outbox.faults.nursery DATABASE``; a worker in milliseconds, to be killed.

A process with everything loaded and no connection open. Each line it reads forks one worker, whose id it prints; a
worker delivers until nothing is due. When its input ends it ends, and so do the workers.
"""

import os
import signal
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ["HOTELCRM_SUPERVISED"] = "1"  # a database that was killed stays dead until the test starts it

import django

BATCH = 20  # of one claim: what a killed worker leaves to the sweep


def work() -> None:
    from hotelcrm.outbox.delivery.working import deliver_due

    deliver_due(at_most=timedelta(seconds=30))


def forked() -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def main(database: str) -> None:
    django.setup()
    from django.db import connections

    from hotelcrm.outbox.delivery import working

    connections.databases["default"]["NAME"] = database
    working.AT_ONCE = BATCH
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries them
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        sys.stdout.write(f"{forked()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
