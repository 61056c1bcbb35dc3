"""What makes a table append-only in the database itself, and which columns of a model leave a history."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

ModelType = TypeVar("ModelType", bound=type[models.Model])


def append_only() -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE.

    A test run that empties its own database between tests says so in the session (``hotelcrm.flush = on``).
    """
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete), _no_truncate()]


def as_opened(*columns: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse DELETE and TRUNCATE, and an UPDATE that names one of `columns`; others may change."""
    changes: pgtrigger.Operation = pgtrigger.UpdateOf(*columns)  # type: ignore[no-untyped-call]
    return [pgtrigger.Protect(name="as_opened", operation=changes | pgtrigger.Delete), _no_truncate()]


def _no_truncate() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=(
            "IF current_setting('hotelcrm.flush', true) = 'on' THEN RETURN NULL; END IF; "
            "RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;"
        ),
    )


def history(*fields: str) -> Callable[[ModelType], ModelType]:
    """Keep a row of history (model ``<Name>History``) for each change of `fields` and each deletion.

    Name only columns without personal data. Creation leaves no history row: the row itself says when and by whom.
    """

    def track(model: ModelType) -> ModelType:
        events = pghistory.UpdateEvent(), pghistory.DeleteEvent()
        pghistory.track(*events, fields=list(fields), model_name=f"{model.__name__}History")(model)
        return model

    return track
