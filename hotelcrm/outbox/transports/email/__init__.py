"""E-mail: over SMTP, and through the interfaces of providers.

``headers`` says what mailbox providers want to read about a message, ``composing`` makes the mail of an envelope,
``replies`` says what an SMTP server's answers mean, ``smtp`` and ``anymail`` hand mail over, ``hearing`` reads what
anymail's providers report. Next door: ``hotelcrm.outbox.writing`` (subject, text and HTML).
"""

from .anymail import Anymail
from .smtp import Smtp

__all__ = ["Anymail", "Smtp"]
