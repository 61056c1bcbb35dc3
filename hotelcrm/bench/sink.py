"""A mail server that accepts everything and keeps nothing: ``python -m hotelcrm.bench.sink``; it prints its port."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Forgetting:
    """The handler."""

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        return "250 accepted"


async def serve() -> None:
    """Listen on a free port until killed."""
    from aiosmtpd.smtp import SMTP  # a tool of developers, not of every installation

    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Forgetting()), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def listening() -> Iterator[int]:
    """While the block runs a server listens on the port it is given, in a process of its own."""
    with subprocess.Popen([sys.executable, "-m", __name__], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else 0)
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve())
