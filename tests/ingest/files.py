"""Files for tests, read by the same code as the page and the command."""

import io
from typing import Any

from hotelcrm.accounts.models import Hotel, User
from hotelcrm.ingest import actions
from hotelcrm.ingest.models import Import
from tests.factories import NOW


def upload(
    content: str | bytes,
    kind: str,
    hotel: Hotel | None = None,
    *,
    by: User | None = None,
    mapping: str = "",
    columns: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
) -> Import:
    """The file as an import, read as guessed unless told otherwise."""
    raw = io.BytesIO(content.encode() if isinstance(content, str) else content)
    found = actions.upload_file(raw, kind=kind, name="list.csv", hotel=hotel, by=by, at=NOW)
    if mapping:
        return actions.use_mapping(found, name=mapping)
    if columns is not None or options is not None:
        return actions.set_columns(found, columns=columns or found.columns, options=options or {})
    return found


def checked(*args: Any, **facts: Any) -> Import:
    """The import after its rows were looked at. Without the watch, which cannot see into a test's transaction."""
    return _worked(upload(*args, **facts), Import.State.PREVIEWING)


def applied(*args: Any, **facts: Any) -> Import:
    """The import after its good rows were written."""
    return _worked(upload(*args, **facts), Import.State.APPLYING)


def undone(found: Import) -> Import:
    actions.ask_undo(found)
    return actions.work_on(found.pk, watched=False) or found


def _worked(found: Import, state: str) -> Import:
    actions.begin(found, state, create=True)
    return actions.work_on(found.pk, watched=False) or found


def counts(found: Import) -> tuple[int, int, int, int]:
    """New, changed, unchanged, rejected."""
    return found.new, found.changed, found.unchanged, found.rejected


def faults(found: Import) -> list[tuple[int, str, str]]:
    """Line, column and code of every fault."""
    return list(found.faults.order_by("line", "column", "code").values_list("line", "column", "code"))
