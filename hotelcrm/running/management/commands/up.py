import shlex
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from hotelcrm.running import environment, health
from hotelcrm.running.embedded import servers
from hotelcrm.running.embedded.owner import ServerError
from hotelcrm.running.supervisor import parts, supervisor
from hotelcrm.running.supervisor.supervisor import CannotRun, Supervisor


class Command(BaseCommand):
    help = "Run the site: web, worker and beat, with the embedded servers if these are used. Ctrl-C stops everything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=environment.text("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=environment.number("PORT", default=8000))
        parser.add_argument(
            "--first",
            action="append",
            default=[],
            metavar="COMMAND",
            help='a command to run before, such as "migrate --no-input"; may be given several times',
        )

    def handle(self, *_: object, host: str, port: int, first: list[str], **options: Any) -> None:  # noqa: ARG002
        try:
            with supervisor.only_one_here():
                supervisor.check_port(host, port)
                self._run(host, port, first)
        except (CannotRun, ServerError, Error) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped before it was ready.", returncode=130) from None

    def _run(self, host: str, port: int, first: list[str]) -> None:
        try:
            servers.start()
            for command in first:  # in this process: a start of Python each would be half the waiting
                call_command(*shlex.split(command))
            if (migrations := health.migrations()) != "ok":
                raise CannotRun(f"The database is not ready for this version. Migrations: {migrations}")
            watch = Supervisor(parts.all_parts(host, port), say=self._say)
            watch.run(when_ready=lambda: self._say(self._welcome(host, port)))
        finally:
            if stopped := servers.stop_unless_kept():
                self._say(f"Stopped {' and '.join(stopped)}.")

    def _welcome(self, host: str, port: int) -> str:
        name = f"[{host}]" if ":" in host else parts.reachable(host)
        return f"The hotel CRM is running at http://{name}:{port}/ - Ctrl-C stops it."

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
