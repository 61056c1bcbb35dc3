"""A provider on this machine: real HTTP, and whatever answer a test wants of it."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.transports import Envelope


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self):
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def query(self):
        return dict(parse_qsl(urlsplit(self.path).query))


@dataclass
class Said:
    """An answer: a body to send as JSON (or bytes as they are), or to hang, to close, to trickle."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs: float = 0
    closes: bool = False
    trickles: bool = False

    def bytes(self):
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


class Provider:
    """`answer` is what it says to each request: a `Said`, a list of them in turn, or a function of the request."""

    def __init__(self):
        self.asked = []
        self.answer = Said()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_broken: None  # whoever asked has hung up
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def says(self, asked):
        if callable(self.answer):
            return self.answer(asked)
        return self.answer.pop(0) if isinstance(self.answer, list) else self.answer

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                length = int(self.headers.get("Content-Length") or 0)
                asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
                provider.asked.append(asked)
                said = provider.says(asked)
                time.sleep(said.hangs)
                if said.closes:
                    self.close_connection = True
                    return
                body = said.bytes()
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) + (1 if said.trickles else 0)))
                self.end_headers()
                self.wfile.write(body)
                if said.trickles:  # and never sends the last byte
                    self.wfile.flush()
                    self.close_connection = True

            do_GET = do_POST  # noqa: N815 (http.server's)

            def log_message(self, *_args):
                """Quiet."""

        return Handler


def sender(transport, url="", *, name="星湾酒店", address="", **told):
    """A sender that no database knows."""
    options = json.dumps({"endpoint": url} | told) if url else json.dumps(told)
    return Sender(pk=7, channel="sms", transport=transport, name=name, address=address, options=options)


def envelope(address="+8613811111111", *, message_id=1, text="您的房间已备好。", **fields):
    return Envelope(
        **{
            "message_id": message_id,
            "attempt": uuid4(),
            "reference": f"message-{message_id}",
            "address": address,
            "name": "张敏",
            "language": "zh-hans",
            "subject": "",
            "text": text,
        }
        | fields
    )
