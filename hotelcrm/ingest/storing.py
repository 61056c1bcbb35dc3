"""The raw file, kept encrypted in slices before anything is made of it."""

import base64
import hashlib
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from django.db import transaction

from hotelcrm.accounts.models import Hotel, User

from .models import FilePart, Import
from .reading import Format, inspect

PART = 48 * 1024  # small, because the rotation of keys re-encrypts many at a time
AT_ONCE = 50
CHUNK = 1 << 20


def store(raw: BinaryIO, *, kind: str, name: str, hotel: Hotel | None, by: User | None, at: datetime) -> Import:
    """Keep the file that `raw` holds as a new import of `kind`, for `hotel` or, without one, for the whole group.

    Looks at it first: what cannot be read raises `reading.Refused` and is not kept.
    """
    known = inspect(raw)
    with transaction.atomic():
        upload = Import.objects.create(
            kind=kind,
            hotel=hotel,
            file_name=PurePath(name).name[:200],
            file_hash=_hash(raw),
            file_size=raw.seek(0, 2),
            format=known.as_json(),
            total=known.rows,
            created_by=by,
            started_at=at,
        )
        raw.seek(0)
        while slices := _slices(raw, upload):
            FilePart.objects.bulk_create(slices)
    return upload


def _hash(raw: BinaryIO) -> str:
    raw.seek(0)
    digest = hashlib.sha256()
    while chunk := raw.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _slices(raw: BinaryIO, upload: Import) -> list[FilePart]:
    found: list[FilePart] = []
    while len(found) < AT_ONCE and (content := raw.read(PART)):
        order = raw.tell() - len(content)
        found.append(FilePart(upload=upload, order=order, content=base64.b64encode(content).decode()))
    return found


def load(upload: Import) -> tuple[BinaryIO, Format]:
    """The bytes of the stored file, in memory, and what is known about them."""
    raw = io.BytesIO()
    for content in _parts(upload):
        raw.write(base64.b64decode(content))
    raw.seek(0)
    return raw, Format.from_json(upload.format)


def _parts(upload: Import) -> Iterator[str]:
    rows = FilePart.objects.filter(upload=upload).order_by("order").values_list("content", flat=True)
    return rows.iterator(chunk_size=AT_ONCE)
