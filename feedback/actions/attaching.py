"""Files of a ticket: pictures and PDF, kept encrypted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Attachment, Ticket, TicketEvent
from feedback.queries.family import family
from feedback.rules.files import MOST_BYTES, content_type, name_for
from hotelcrm.accounts.models import User
from hotelcrm.pii import blind

from .refusal import Refused
from .telling import lock, tell

MOST_FILES = 10  # of one ticket


class TooBigError(Refused):
    sentence = _("A file may have 10 MB.")


class OtherTypeError(Refused):
    sentence = _(
        "Pictures (JPEG, PNG, WebP, HEIC) and PDF files can be added; this is something else, or it is damaged."
    )


class TooManyError(Refused):
    sentence = _("A ticket holds 10 files.")


@transaction.atomic
def attach(ticket: Ticket, *, name: str, content: bytes, by: User | None, at: datetime, key: str) -> Attachment:
    """Add a file to `ticket` and return it; the same content again returns the first one.

    Its type is what its content says; it is called `name` with the ending of that type. Raises `TooBigError` above
    10 MB, `OtherTypeError`, and `TooManyError` for the eleventh file.
    """
    if len(content) > MOST_BYTES:
        raise TooBigError
    kind = content_type(content)
    if kind is None:
        raise OtherTypeError
    row = lock(ticket)
    held = Attachment.objects.filter(ticket__in=family(row.pk)).defer("content")
    digest = blind.digest("attachment", content)
    if first := held.filter(digest=digest).first():
        return first
    if held.count() >= MOST_FILES:
        raise TooManyError
    once = f"{key}:{digest.hex()[:12]}"  # one form may bring several files
    event, _is_new = tell(row, TicketEvent.Kind.ATTACHED, key=once, at=at, by=by, type=kind, size=len(content))
    return Attachment.objects.create(
        ticket=row,
        event=event,
        name=name_for(name, kind),
        content_type=kind,
        size=len(content),
        digest=digest,
        content=content,
    )
