"""The model fields whose columns hold only ciphertext: of a text, and of a file."""

from typing import TYPE_CHECKING, Any

import psycopg2
from django.core.exceptions import FieldError
from django.db import models

from .keyring import ring

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.lookups import Lookup

ALLOWED_LOOKUPS = {"isnull"}


class EncryptedTextField(models.Field[str, str]):
    """Text, encrypted at rest. It cannot be searched or sorted: put a blind index beside it.

    An empty text is stored as NULL, so that "is it filled" needs no key.
    """

    def __init__(self, *args: Any, ring: str = "ordinary", **kwargs: Any) -> None:
        self.ring = ring
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.ring != "ordinary":
            kwargs["ring"] = self.ring
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def place(self) -> str:
        """What the ciphertext is bound to: table and column."""
        return f"{self.model._meta.db_table}.{self.column}"

    def seal(self, text: str) -> bytes:
        """The ciphertext of `text`, for statements that write rows without the model."""
        return ring(self.ring).seal(text, place=self.place)

    def open(self, sealed: bytes) -> str:
        """The text of a ciphertext read without the model."""
        return ring(self.ring).open(sealed, place=self.place)

    def get_db_prep_value(self, value: Any, connection: "BaseDatabaseWrapper", prepared: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 (Django's signature)
        if value is None or value == "":
            return None
        return psycopg2.Binary(self.seal(str(value)))

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str:
        return "" if value is None else self.open(bytes(value))

    def get_lookup(self, lookup: str) -> "type[Lookup[Any]] | None":
        if lookup not in ALLOWED_LOOKUPS:
            message = f"{self.name} is encrypted; search its blind index instead."
            raise FieldError(message)
        return super().get_lookup(lookup)

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return super().formfield(**{"form_class": forms.CharField, **kwargs})


class EncryptedBytesField(models.Field[bytes, bytes]):
    """A file, encrypted at rest, for a column that is never empty. It cannot be searched, and no form shows it."""

    ring = "ordinary"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"]
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def place(self) -> str:
        """What the ciphertext is bound to: table and column."""
        return f"{self.model._meta.db_table}.{self.column}"

    def seal(self, content: bytes) -> bytes:
        """The ciphertext of `content`."""
        return ring(self.ring).seal_bytes(content, place=self.place)

    def open(self, sealed: bytes) -> bytes:
        """The content of a ciphertext."""
        return ring(self.ring).open_bytes(sealed, place=self.place)

    def get_db_prep_value(self, value: Any, connection: "BaseDatabaseWrapper", prepared: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 (Django's signature)
        return None if value is None else psycopg2.Binary(self.seal(bytes(value)))

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> bytes:
        return self.open(bytes(value))

    def get_lookup(self, lookup: str) -> "type[Lookup[Any]] | None":
        message = f"{self.name} is encrypted: {lookup} cannot be asked of it."
        raise FieldError(message)
