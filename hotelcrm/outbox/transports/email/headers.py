"""Headers of an e-mail: which message it is, what it belongs to, who sent it by itself, and how to end it.

References and In-Reply-To: RFC 5322, 3.6.4; List-Unsubscribe: RFC 2369; one click: RFC 8058; List-Id: RFC 2919;
Auto-Submitted: RFC 3834; Feedback-ID: as Gmail's Postmaster Tools read it.
"""

import hashlib
import re
from urllib.parse import quote

from django.conf import settings

from hotelcrm.outbox.models import Message, Sender
from hotelcrm.outbox.transports import options
from hotelcrm.outbox.writing import links

ONE_CLICK = "List-Unsubscribe=One-Click"
THREAD = "thread"  # the fact by which messages belong together
_NO_LABEL = re.compile(r"[^a-z0-9-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def headers_for(message: Message, sender: Sender, ways: links.WaysOut | None = None) -> dict[str, str]:
    """The headers of `message` when `sender` sends it, beside its subject and addresses; no query if its hotel is read.

    What a guest may end (everything but service) says how, by `ways` where its text has them already. A mail to staff
    names no list. Mails whose facts name one ``thread`` answer one and the same mail, which nobody ever sent: mail
    clients show them as one conversation.
    """
    domain = domain_of(sender)
    found = {"Message-ID": message_id(message, domain), "Auto-Submitted": "auto-generated"} | _thread(message, domain)
    if message.is_service or message.guest_id is None:
        return found
    code = label(message.hotel.code)
    return found | {
        "List-Unsubscribe": ", ".join(_ways_out(message, sender, ways or links.WaysOut(message))),
        "List-Unsubscribe-Post": ONE_CLICK,
        "List-Id": f"<{label(message.purpose)}.{code}.{domain}>",
        "Feedback-ID": f"{message.mailing_id or 0}:{label(message.purpose)}:{code}:{label(domain.replace('.', '-'))}",
    }


def message_id(message: Message, domain: str) -> str:
    """The same at every attempt, so that mailboxes show a service message once that was sent twice."""
    whole = f"{settings.PUBLIC_URL}\x1f{message.pk}\x1f{message.created_at.timestamp()}"
    return f"<{message.pk}.{hashlib.sha256(whole.encode()).hexdigest()[:16]}@{domain}>"


def _thread(message: Message, domain: str) -> dict[str, str]:
    name = (message.facts or {}).get(THREAD)
    if not name:
        return {}
    # Of this guest: two who were written to about one thing do not share a conversation.
    whole = f"{settings.PUBLIC_URL}\x1f{message.guest_id}\x1f{name}"
    root = f"<thread.{hashlib.sha256(whole.encode()).hexdigest()[:32]}@{domain}>"
    return {"References": root, "In-Reply-To": root}


def domain_of(sender: Sender) -> str:
    """The domain that `sender` sends for, in ASCII."""
    try:
        return sender.address.rpartition("@")[2].encode("idna").decode("ascii").lower() or "localhost"
    except UnicodeError:  # no such domain; the transport says so
        return "localhost"


def label(text: str) -> str:
    """`text` as a part of a List-Id: small letters, digits and hyphens."""
    return _NO_LABEL.sub("-", text.lower()).strip("-") or "x"


def one_line(text: str) -> str:
    """`text` without anything that could end a line of the header."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _ways_out(message: Message, sender: Sender, ways: links.WaysOut) -> list[str]:
    """The address to post to comes first, then a mailbox where the sender has one for it."""
    mailbox = options.told(sender).get("unsubscribe_mailbox", "")
    subject = quote(f"unsubscribe {message.pk}")
    return [f"<{ways.unsubscribe}>", *([f"<mailto:{mailbox}?subject={subject}>"] if mailbox else [])]
