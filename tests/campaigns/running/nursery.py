"""Where workers are born: ``python -m tests.campaigns.running.nursery DATABASE``; each takes steps until none is due.

A process with everything loaded and no connection open. Each line it reads forks one worker, whose id it prints. The
line is ``before`` or ``behind`` and the number of the statement at which that worker is killed; 0: it lives on.
"""

import os
import signal
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ["HOTELCRM_SUPERVISED"] = "1"

import django

HANDFUL = 4  # steps in a transaction
PATIENCE = 30  # seconds


class Doom:
    """Statements are counted; the one that was foretold is the last."""

    def __init__(self, where: str, number: int) -> None:
        self.where, self.left = where, number

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0 and self.where == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(sql, params, many, context)
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def work(where: str, number: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from campaigns.models import Campaign, CampaignState, Enrolment
    from campaigns.occasions.running import run
    from campaigns.running.stepping import step_due

    end = time.monotonic() + PATIENCE
    with connection.execute_wrapper(Doom(where, number)):
        while time.monotonic() < end:
            run(at=timezone.now())
            step_due(at=timezone.now(), limit=HANDFUL)
            live = Campaign.objects.filter(state=CampaignState.RUNNING)
            waiting = live.filter(occasion="", prepared_at=None)
            if not waiting.exists() and not Enrolment.objects.filter(due_at__isnull=False, campaign__in=live).exists():
                return


def forked(order: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        where, number = order.split()
        work(where, int(number))
        code = 0
    finally:
        os._exit(code)


def main(database: str) -> None:
    django.setup()
    from django.db import connections

    connections.databases["default"]["NAME"] = database
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries them
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(f"{forked(line)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
