"""The pages of imports: history, upload, columns, and the one on which a file is checked, applied and undone."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame import sheets
from hotelcrm.running.middleware import takes

from . import actions, masks, models, queries, work, workbooks
from .forms import ColumnsForm, UploadForm
from .models import Import
from .reading import MOST_BYTES, Refused

PER_PAGE = 50
State = Import.State
TOO_LATE = gettext_lazy("Somebody was quicker: the import has moved on.")


def _found(request: StaffRequest, upload_id: int) -> Import:
    return get_object_or_404(queries.visible_to(request.access), pk=upload_id)


@requires(Permission.IMPORT)
@require_safe
def history(request: StaffRequest) -> HttpResponse:
    listed = Paginator(queries.visible_to(request.access), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "ingest/history.html", {"page": listed, "kinds": models.Kind.choices})


@requires(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@takes(2 * MOST_BYTES)  # above what is kept there is a sentence
def upload(request: StaffRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, access=request.access)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            found = actions.upload_file(
                data["file"].file,
                kind=data["kind"],
                name=data["file"].name,
                hotel=data["hotel"],
                by=request.user,
                at=timezone.now(),
                may_all_hotels=request.access.may(Permission.ALL_HOTELS),
            )
        except Refused as error:
            form.add_error("file", str(error))
        else:
            return redirect("ingest:columns", found.pk)
    status = 422 if form.is_bound else 200
    return render(request, "ingest/upload.html", {"form": form, "kinds": models.Kind.choices}, status=status)


@requires(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: StaffRequest, upload_id: int) -> HttpResponse:
    found = _found(request, upload_id)
    if found.state not in actions.OPEN:
        return redirect("ingest:page", found.pk)
    form = ColumnsForm(request.POST or None, upload=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.read_as(found, columns=data["columns"], options=data["options"], save_as=data["save_as"])
            actions.ask_check(found, create=request.access.may(Permission.CONFIGURE))
        except Refused as error:
            form.add_error(None, str(error))
        except actions.NotNow:  # asked for in another tab
            messages.error(request, TOO_LATE)
            return redirect("ingest:page", found.pk)
        else:
            return redirect("ingest:page", found.pk)
    context = {"form": form, "upload": found, "mappings": actions.names_of_mappings(found)}
    return render(request, "ingest/columns.html", context, status=422 if form.is_bound else 200)


@requires(Permission.IMPORT)
@require_POST
def use_mapping(request: StaffRequest, upload_id: int) -> HttpResponse:
    found = _found(request, upload_id)
    try:
        several = request.access.may(Permission.ALL_HOTELS)
        actions.use_mapping(found, name=request.POST.get("mapping", ""), may_all_hotels=several)
    except Refused as error:
        messages.error(request, str(error))
    except actions.NotNow:
        messages.error(request, _("The import is at work. Wait until it has ended."))
    return redirect("ingest:columns", found.pk)


@requires(Permission.IMPORT)
@require_safe
def page(request: StaffRequest, upload_id: int) -> HttpResponse:
    found = _found(request, upload_id)
    context = {
        "upload": found,
        "reasons": queries.reasons(found),
        "heads": masks.heads(found),
        "sample": masks.rows(found),
        "new_hotels": queries.new_hotels(found) if found.state == State.PREVIEWED else [],
        "may_configure": request.access.may(Permission.CONFIGURE),
    }
    return render(request, "ingest/page.html", context | _progress(found))


@requires(Permission.IMPORT)
@require_safe
def progress(request: StaffRequest, upload_id: int) -> HttpResponse:
    """The bar, asked for every second; when the work has ended the page is loaded anew."""
    return _bar(request, _found(request, upload_id))


def _bar(request: StaffRequest, found: Import) -> HttpResponse:
    if found.state not in work.AT_WORK:
        return HttpResponseClientRefresh()
    return render(request, "ingest/_progress.html", {"upload": found} | _progress(found))


def _progress(found: Import) -> dict[str, object]:
    return {"at_work": found.state in work.AT_WORK, "pace": queries.pace(found, at=timezone.now())}


@requires(Permission.IMPORT)
@require_POST
def check(request: StaffRequest, upload_id: int) -> HttpResponse:
    create = request.access.may(Permission.CONFIGURE)
    return _asked(request, upload_id, lambda found: actions.ask_check(found, create=create))


@requires(Permission.IMPORT)
@require_POST
def apply(request: StaffRequest, upload_id: int) -> HttpResponse:
    create = request.access.may(Permission.CONFIGURE) and request.POST.get("create") == "on"
    return _asked(request, upload_id, lambda found: actions.ask_apply(found, create=create))


@requires(Permission.IMPORT)
@require_POST
def undo(request: StaffRequest, upload_id: int) -> HttpResponse:
    return _asked(request, upload_id, actions.ask_undo)


@requires(Permission.IMPORT)
@require_POST
def cancel(request: StaffRequest, upload_id: int) -> HttpResponse:
    found = actions.ask_cancel(_found(request, upload_id))
    return _bar(request, found) if request.htmx else redirect("ingest:page", found.pk)


def _asked(request: StaffRequest, upload_id: int, ask: Callable[[Import], object]) -> HttpResponse:
    """Ring for a step; whoever comes too late is told."""
    found = _found(request, upload_id)
    try:
        ask(found)
    except actions.NotNow:
        messages.error(request, TOO_LATE)
    return redirect("ingest:page", found.pk)


@requires(Permission.IMPORT)
@require_safe
def faults(request: StaffRequest, upload_id: int) -> HttpResponse:
    """Every rejected or doubtful row as a file."""
    found = _found(request, upload_id)
    head = [_("Line"), _("Effect"), _("Column"), _("Reason")]
    return sheets.answer(f"import-{found.pk}", head, queries.fault_rows(found), kind="csv")


@requires(Permission.IMPORT)
@require_safe
def template(_request: StaffRequest, kind: str) -> HttpResponse:
    """An empty list to fill in, in the language of the page."""
    return workbooks.answer(kind)
