from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hotelcrm.running import environment
from hotelcrm.running.embedded import servers
from hotelcrm.running.embedded.owner import ServerError


class Command(BaseCommand):
    help = "Start, stop or show the embedded PostgreSQL and Valkey. Started by name, they stay until stopped by name."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["start", "stop", "status"])

    def handle(self, *_: object, verb: str, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        try:
            getattr(self, f"_{verb}")()
        except ServerError as error:
            raise CommandError(str(error)) from error

    def _start(self) -> None:
        started = servers.start(keep=True)
        self.stdout.write(f"Started: {', '.join(started)}." if started else "Everything was running already.")

    def _stop(self) -> None:
        stopped = servers.stop()
        self.stdout.write(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")

    def _status(self) -> None:
        found = servers.all_servers()
        if not found:
            self.stdout.write("No embedded servers: DATABASE_URL and REDIS_URL say where to go.")
        running = [server.is_ready() for server in found]
        for server, runs in zip(found, running, strict=True):
            self.stdout.write(f"{server.name}: {'running' if runs else 'stopped'} (as {server.owner.name})")
        if found:
            self.stdout.write(f"files: {environment.servers_dir()}")
            self.stdout.write(f"psql -h {environment.sockets_dir()} -U hotelcrm hotelcrm")
        if not all(running):
            raise CommandError("Not everything is running.")
