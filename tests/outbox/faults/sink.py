"""A mail server that keeps a line of each message: ``python -m tests.outbox.faults.sink FILE MILLISECONDS``.

A process of its own, so that workers speak to it over a real socket and it outlives them. The line is written before
the answer: what a client was told is in the file, and what is in the file a client may not have been told.
"""

import asyncio
import sys
import time
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Keeping:
    """The handler."""

    def __init__(self, path: str, milliseconds: float) -> None:
        self.file = Path(path).open("a", buffering=1)  # noqa: SIM115 (open as long as the process)
        self.seconds = milliseconds / 1000

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 (aiosmtpd's name)
        headers = BytesHeaderParser().parsebytes(envelope.content)
        await asyncio.sleep(self.seconds)
        self.file.write(f"{headers['Message-ID']} {envelope.rcpt_tos[0]} {time.time()}\n")
        return "250 kept"


async def serve(path: str, milliseconds: float) -> None:
    handler = Keeping(path, milliseconds)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], float(sys.argv[2])))
