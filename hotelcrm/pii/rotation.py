"""Re-encrypt what older keys hold, so that a key can be retired."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

from .fields import EncryptedBytesField, EncryptedTextField
from .keyring import ring

BATCH = 2_000
FILES = 4  # at a time: each may have many megabytes

Encrypted = EncryptedTextField | EncryptedBytesField


def encrypted_fields() -> Iterator[tuple[type[models.Model], Encrypted]]:
    """Every encrypted column of every model, in order of table and column."""
    for model in sorted(apps.get_models(), key=lambda m: m._meta.db_table):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, Encrypted):
                yield model, field


def rotate(field: Encrypted, *, apply: bool) -> int:
    """Re-encrypt `field`'s values that are not under the newest key, in short transactions; return how many.

    Without `apply` the values are only counted. Values changed meanwhile by somebody else are left as they are.
    """
    found, after = 0, 0
    while rows := _rows(field, after):
        after = rows[-1][0]
        stale = [(pk, bytes(sealed)) for pk, sealed in rows if not ring(field.ring).is_current(bytes(sealed))]
        found += len(stale)
        if apply and stale:
            _rewrite(field, stale)
    return found


def _rows(field: Encrypted, after: int) -> list[tuple[int, memoryview]]:
    table = connection.ops.quote_name(field.model._meta.db_table)
    column = connection.ops.quote_name(str(field.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE id > %s AND {column} IS NOT NULL ORDER BY id LIMIT %s",  # noqa: S608
            [after, FILES if isinstance(field, EncryptedBytesField) else BATCH],
        )
        rows: list[tuple[int, memoryview]] = cursor.fetchall()
    return rows


def _rewrite(field: Encrypted, stale: list[tuple[int, bytes]]) -> None:
    table = connection.ops.quote_name(field.model._meta.db_table)
    column = connection.ops.quote_name(str(field.column))
    rows = [(_under_newest(field, sealed), pk, sealed) for pk, sealed in stale]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s AND {column} = %s", rows)  # noqa: S608


def _under_newest(field: Encrypted, sealed: bytes) -> bytes:
    keys = ring(field.ring)
    return keys.seal_bytes(keys.open_bytes(sealed, place=field.place), place=field.place)
