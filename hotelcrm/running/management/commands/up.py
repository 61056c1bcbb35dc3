from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

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

    def handle(self, *_: object, host: str, port: int, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        try:
            with supervisor.only_one_here():
                supervisor.check_port(host, port)
                self._run(host, port)
        except (CannotRun, ServerError, DatabaseError) as error:
            raise CommandError(str(error)) from error

    def _run(self, host: str, port: int) -> None:
        try:
            servers.start()
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
