"""Templates: the list, a new one, its settings, a copy, out of use and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say
from hotelcrm.outbox.actions import templates as actions
from hotelcrm.outbox.forms.templates import TemplateForm
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.template import MessagePurpose
from hotelcrm.outbox.queries.templates import lines, places

UNPROCESSABLE, CONFLICT = 422, 409


@requires(Permission.MANAGE_MESSAGES)
@require_GET
def all_templates(request: StaffRequest) -> HttpResponse:
    """Templates in use, or those out of use, with how much each is used."""
    is_archived = request.GET.get("archived") == "1"
    purpose = request.GET.get("purpose", "")
    purpose = purpose if purpose in MessagePurpose.values else ""
    hotel_ids = request.access.ids_for(Permission.SEE_MESSAGES)
    context = {
        "lines": lines(is_archived=is_archived, purpose=purpose, hotel_ids=hotel_ids, at=timezone.now()),
        "is_archived": is_archived,
        "purpose": purpose,
        "purposes": MessagePurpose.choices,
    }
    return render(request, "outbox/templates/list.html", context)


@requires(Permission.MANAGE_MESSAGES)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Enter a template; its texts are written next."""
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        template = actions.create_template(**form.changes, by=request.user)
        return redirect("outbox:variant", template.pk, template.fallback, "email")
    status = UNPROCESSABLE if request.method == "POST" else None
    return render(request, "outbox/templates/new.html", {"form": form}, status=status)


@requires(Permission.MANAGE_MESSAGES)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest, template_id: int) -> HttpResponse:
    """Names, purpose and fallback of a template, and which texts it has."""
    template = get_object_or_404(Template, pk=template_id)
    if request.method == "GET":
        return _settings(request, template, TemplateForm(instance=template, initial={"version": template.version}))
    form = TemplateForm(request.POST, instance=get_object_or_404(Template, pk=template_id))
    if not form.is_valid():
        return _settings(request, template, form, status=UNPROCESSABLE)
    version = form.cleaned_data["version"] or 0
    try:
        actions.edit_template(template, version=version, by=request.user, **form.changes)
    except actions.StaleTextError as stale:
        return _both(request, stale)
    except actions.FaultyVariantsError as fault:
        form.add_error(None, str(fault))
        return _settings(request, template, form, status=UNPROCESSABLE)
    say(request, _("Saved."))
    return redirect("outbox:template", template.pk)


def _both(request: StaffRequest, stale: actions.StaleTextError) -> HttpResponse:
    """What was typed stands in the form still, with what was saved meanwhile above it."""
    current = get_object_or_404(Template, pk=stale.current.pk)
    typed = request.POST.copy()
    typed["version"] = str(current.version)
    form = TemplateForm(typed, instance=get_object_or_404(Template, pk=current.pk))
    saved = TemplateForm(instance=current)
    differences = [
        {"label": field.label, "theirs": saved[field.name].value(), "typed": form[field.name].value()}
        for field in form.visible_fields()
        if str(saved[field.name].value()) != str(form[field.name].value())
    ]
    return _settings(request, current, form, status=CONFLICT, differences=differences)


def _settings(
    request: StaffRequest,
    template: Template,
    form: TemplateForm,
    *,
    status: int | None = None,
    differences: list[dict[str, object]] | None = None,
) -> HttpResponse:
    context = {"template": template, "form": form, "texts": places(template), "differences": differences}
    return render(request, "outbox/templates/settings.html", context, status=status)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def duplicate(request: StaffRequest, template_id: int) -> HttpResponse:
    """A copy with all its texts, to be changed."""
    copy = actions.duplicate(get_object_or_404(Template, pk=template_id), by=request.user)
    say(request, _("“%(name)s” is a copy of it.") % {"name": copy.name})
    return redirect("outbox:template", copy.pk)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def archive(request: StaffRequest, template_id: int) -> HttpResponse:
    """Take a template out of use."""
    template = get_object_or_404(Template, pk=template_id)
    actions.archive(template, by=request.user, at=timezone.now())
    undo = reverse("outbox:restore-template", args=[template.pk])
    say(request, _("“%(name)s” is out of use.") % {"name": template.name}, undo=undo)
    return redirect("outbox:templates")


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def restore(request: StaffRequest, template_id: int) -> HttpResponse:
    """Take a template into use again."""
    template = get_object_or_404(Template, pk=template_id)
    actions.restore(template, by=request.user)
    messages.info(request, _("“%(name)s” is in use again.") % {"name": template.name})
    return redirect("outbox:template", template.pk)
