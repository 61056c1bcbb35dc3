"""What is done with imports: upload, choose how to read, check, apply, cancel, undo."""

from collections.abc import Mapping as Named
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO

import structlog
from django.db import Error, InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from hotelcrm.accounts.models import Hotel, User
from hotelcrm.audit.actions import trail

from . import headers, mapping, processing, queries, storing, undoing
from .models import Import, Mapping
from .reading import Refused
from .work import MOST_TRIES, Cancelled, Job, Lost, claim

State = Import.State
log = structlog.get_logger(__name__)

STEPS = {
    State.PREVIEWING: processing.check,
    State.APPLYING: processing.apply,
    State.UNDOING: undoing.undo,
}
OPEN = (State.UPLOADED, State.PREVIEWED, State.CANCELLED, State.FAILED)
LOCAL = {"create"}  # options that are about one import, not about how a file is read
BROKEN = gettext_noop("Something went wrong here, not in the file. Nothing was changed. Try again.")
BARE = _("The mapping keeps %(names)s as it is, which looks personal in this file. Choose the columns by hand.")
TRIED = gettext_noop("The work broke off three times. Nothing was changed.")


class NotNow(Exception):
    """The import is not in a state in which this can be done."""


def upload_file(
    raw: BinaryIO,
    *,
    kind: str,
    name: str,
    hotel: Hotel | None,
    by: User | None,
    at: datetime,
    may_all_hotels: bool = False,
) -> Import:
    """Keep a file and guess how to read it: the first mapping that fits, else by the names of its columns.

    `may_all_hotels`: as in `use_mapping`. Raises `reading.Refused` with a sentence when the file cannot be read.
    """
    upload = storing.store(raw, kind=kind, name=name, hotel=hotel, by=by, at=at)
    found = mapping.fitting(kind, upload.format["header"])
    if found:
        with suppress(Refused):  # keeps a column that holds personal data in this file
            return use_mapping(upload, name=found, may_all_hotels=may_all_hotels)
        upload.mapping_name = ""
    return set_columns(upload, columns=headers.guess(kind, upload.format["header"]), options={})


def use_mapping(upload: Import, *, name: str, may_all_hotels: bool = False) -> Import:
    """Read the file by the mapping called `name`. Raises `reading.Refused` for one that is unknown or does not fit.

    A mapping that knows its source and where the file names the hotel needs no other: with `may_all_hotels` the import
    is no longer one hotel's. Without, the rows of other hotels are rejected.
    """
    kind, columns, options = mapping.known(name)
    if kind != upload.kind:
        raise Refused(mapping.OTHER_KIND, name=name, kind=kind)
    upload.mapping_name = name
    mapping.plan(kind, upload.format["header"], columns, options, upload.hotel)
    if personal := queries.personal_columns(upload, options.get("extra", ())):
        raise Refused(BARE, names=", ".join(personal))
    if may_all_hotels and "hotel" in columns and options.get("source"):  # else numbers are told apart by the hotel
        upload.hotel = None
    return set_columns(upload, columns=columns, options=options)


def read_as(upload: Import, *, columns: Named[str, Any], options: Named[str, Any], save_as: str) -> Import:
    """Read the file by columns that somebody chose, and keep the choice under `save_as` if it is a name.

    Raises `reading.Refused` when a needed field has no column, `NotNow` once the import is at work.
    """
    mapping.plan(upload.kind, upload.format["header"], columns, options, upload.hotel)
    if save_as:
        Mapping.objects.update_or_create(
            name=save_as, defaults={"kind": upload.kind, "columns": dict(columns), "options": _lasting(options)}
        )
        upload.mapping_name = save_as
    return set_columns(upload, columns=columns, options=options)


def is_free(name: str, columns: Named[str, Any], options: Named[str, Any]) -> bool:
    """Whether no other mapping is called `name`; one that says the same is no other."""
    saved = Mapping.objects.filter(name=name).first()
    return saved is None or (saved.columns, saved.options) == (dict(columns), _lasting(options))


def _lasting(options: Named[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in LOCAL}


def names_of_mappings(upload: Import) -> list[str]:
    """The mappings whose columns `upload` has."""
    header = set(upload.format["header"])
    return [name for name in mapping.names(upload.kind) if set(mapping.headings(*mapping.known(name)[1:])) <= header]


def set_columns(upload: Import, *, columns: Named[str, Any], options: Named[str, Any]) -> Import:
    """Say how the file is read. What was counted before is forgotten. Raises `NotNow` once it is being applied."""
    values = {"columns": dict(columns), "options": dict(options), "mapping_name": upload.mapping_name}
    return _move(
        upload, State.UPLOADED, before=OPEN, hotel=upload.hotel, sample="", message="", message_facts={}, **values
    )


def ask_check(upload: Import, *, create: bool = False) -> Import:
    """Have the rows looked at in the background; `create`: as if the hotels of the mapping were there already."""
    options = {**upload.options, "create": create}
    return _ring(_move(upload, State.PREVIEWING, before=OPEN, tries=0, options=options))


def ask_apply(upload: Import, *, create: bool = False) -> Import:
    """Have the checked rows written in the background; `create` agrees to the hotels that the mapping brings along."""
    options = {**upload.options, "create": create}
    return _ring(_move(upload, State.APPLYING, before=(State.PREVIEWED,), tries=0, options=options))


def begin(upload: Import, state: str, *, create: bool) -> Import:
    """Have `upload` checked or applied by the caller's own `work_on`; no bell is rung."""
    return _move(upload, state, before=OPEN, tries=0, options={**upload.options, "create": create})


def ask_undo(upload: Import) -> Import:
    """Have a whole import taken back in the background."""
    return _ring(_move(upload, State.UNDOING, before=(State.APPLIED,), tries=0, message="", message_facts={}))


def ask_cancel(upload: Import) -> Import:
    """Have the work stopped; whoever is at it sees this within a second or two. Nothing half-done stays."""
    Import.objects.filter(pk=upload.pk, state__in=STEPS).update(cancel_asked=True)
    upload.refresh_from_db()
    return upload


def _move(upload: Import, state: str, *, before: tuple[str, ...], **values: Any) -> Import:
    if not Import.objects.filter(pk=upload.pk, state__in=before).update(state=state, **values):
        raise NotNow
    upload.refresh_from_db()
    return upload


def _ring(upload: Import) -> Import:
    """Truth is the row's state; the bell only saves waiting for the sweep."""
    from .tasks import work_on_import  # tasks import this module

    transaction.on_commit(lambda: work_on_import.delay(upload.pk), robust=True)
    return upload


# The work itself


def work_on(upload_id: int, *, as_worker: bool = False, watched: bool = True) -> Import | None:
    """Do the step the import is due for, unless somebody is at it: None then, else the import as it is afterwards.

    Safe to call any number of times, from anywhere. A server that goes away leaves the step due.
    """
    job = claim(upload_id, as_worker=as_worker, watched=watched)
    if job is None:
        return None
    try:
        _work(job)
    except (Lost, OperationalError, InterfaceError) as error:
        log.warning("import broke off", upload=upload_id, why=type(error).__name__)
        job.give_back()
    return Import.objects.get(pk=upload_id)


def _work(job: Job) -> None:
    upload = job.upload
    if upload.tries > MOST_TRIES:
        job.finish(job.fallen, message=TRIED)
        return
    by = upload.created_by
    try:
        with job, trail(f"ingest.{upload.state}", by=by, upload=upload.pk):
            STEPS[State(upload.state)](job)
    except Cancelled:
        job.finish(job.before)
    except Refused as error:
        with translation.override(None):  # kept as it stands in the code; whoever reads it has a language
            facts = {name: str(fact) for name, fact in error.facts.items()}
            job.finish(job.fallen, message=str(error.sentence), message_facts=facts)
    except (OperationalError, InterfaceError):
        if job.stop is not Cancelled:  # the watch breaks off a statement to cancel; anything else is a fault
            raise
        job.finish(job.before)
    except Error as error:  # its text may quote a row
        log.error("import failed", upload=upload.pk, why=type(error).__name__)  # noqa: TRY400
        job.finish(job.fallen, message=BROKEN)
