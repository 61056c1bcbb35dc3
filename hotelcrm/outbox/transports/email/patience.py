"""smtplib, with an end to waiting for each whole reply, and for all of them together.

Its own patience begins anew with every byte that trickles in, and a delivery takes up to eighteen replies.
"""

import math
import smtplib
import time
from io import BufferedReader
from socket import socket

SECONDS_A_MAIL = 120.0  # from the connection to the final dot; what comes after has one reply's time


class _Replies:
    """The lines of a server, none of them later than `until`."""

    def __init__(self, sock: socket) -> None:
        self._file: BufferedReader = sock.makefile("rb")
        self.until = 0.0

    def readline(self, most: int) -> bytes:
        """One line of at most `most` bytes, or what there is of it when the server hangs up."""
        line = b""
        while len(line) < most and not line.endswith(b"\n"):
            if time.monotonic() > self.until:
                raise TimeoutError("The reply trickles.")
            there = self._file.peek(1)
            if not there:
                break
            line += self._file.read(min(there.find(b"\n") + 1 or len(there), most - len(line)))
        return line

    def close(self) -> None:
        self._file.close()


class _Patient(smtplib.SMTP):
    """For both classes below: smtplib reads lines from `file`, which it makes where there is none."""

    file: _Replies | None
    until = math.inf  # by the monotonic clock: no reply is waited for after that

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Replies(self.sock)
        if self.file is not None:
            now = time.monotonic()
            self.file.until = min(now + self.timeout, self.until)
            if now > self.until:
                raise TimeoutError("The mail takes too long.")
        return super().getreply()


class PatientSMTP(_Patient):
    """In clear text, or by STARTTLS."""


class PatientTLS(_Patient, smtplib.SMTP_SSL):
    """TLS from the first byte."""
