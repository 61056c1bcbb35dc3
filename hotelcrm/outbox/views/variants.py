"""The editor of one text of a template: written, checked while typing, shown to oneself, sent to oneself."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from guests.models import Guest
from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.audit.actions import log_looks
from hotelcrm.audit.models import ReadLog
from hotelcrm.frame.toasts import say
from hotelcrm.outbox.actions import templates as actions
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.forms.templates import TryForm, VariantForm, counted, values_of
from hotelcrm.outbox.models import Block, Template, Variant
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import TemplateLanguage
from hotelcrm.outbox.queries.templates import CHANNELS, places
from hotelcrm.outbox.queries.viewed import lately_viewed
from hotelcrm.outbox.writing import blocks, values
from hotelcrm.outbox.writing.bubble import bubble, nothing
from hotelcrm.outbox.writing.checking import Fault, Rules, check
from hotelcrm.outbox.writing.liquid import TemplateFaultError, UnfillableError
from hotelcrm.outbox.writing.previewing import Previewed, drafted, preview

from .frames import framed
from .templates import CONFLICT, UNPROCESSABLE


@requires(Permission.MANAGE_MESSAGES)
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, template_id: int, language: str, channel: str) -> HttpResponse:
    """Write one text. What is wrong with it stands beside its lines, and nothing faulty is saved."""
    template, variant = _place(template_id, language, channel)
    if request.method == "GET":
        return _editor(request, template, variant, VariantForm.of(variant, channel), language, channel)
    form = VariantForm(request.POST, channel=channel)
    if not form.is_valid():
        return _editor(request, template, variant, form, language, channel, status=UNPROCESSABLE)
    version = form.cleaned_data["version"] or 0
    try:
        actions.save_variant(
            template, language=language, channel=channel, text=form.text, version=version, by=request.user
        )
    except actions.FaultyTextError as faulty:
        return _editor(request, template, variant, form, language, channel, status=UNPROCESSABLE, faults=faulty.faults)
    except actions.StaleTextError:
        return _both(request, template, form, language, channel)
    say(request, _("Saved."))
    return redirect("outbox:variant", template.pk, language, channel)


def _place(template_id: int, language: str, channel: str) -> tuple[Template, Variant | None]:
    if language not in TemplateLanguage.values or channel not in CHANNELS:
        raise Http404
    template = get_object_or_404(Template, pk=template_id)
    return template, template.variants.filter(language=language, channel=channel).first()


def _both(request: StaffRequest, template: Template, form: VariantForm, language: str, channel: str) -> HttpResponse:
    """What was typed stands in the form still, with what was saved meanwhile beside it."""
    _template, variant = _place(template.pk, language, channel)
    saved = values_of(variant) if variant else {}
    typed = request.POST.copy()
    typed["version"] = str(saved.get("version", 0))
    again = VariantForm(typed, channel=channel)
    differences = [
        {"label": field.label, "theirs": saved.get(field.name, ""), "typed": field.value()}
        for field in form.visible_fields()
        if str(saved.get(field.name, "")) != str(field.value() or "").replace("\r\n", "\n")
    ]
    return _editor(request, template, variant, again, language, channel, status=CONFLICT, differences=differences)


def _editor(
    request: StaffRequest,
    template: Template,
    variant: Variant | None,
    form: VariantForm,
    language: str,
    channel: str,
    *,
    status: int | None = None,
    **rest: Any,
) -> HttpResponse:
    other = next(code for code in TemplateLanguage if code != language)
    context = {
        "template": template,
        "variant": variant,
        "form": form,
        "language": TemplateLanguage(language),
        "other": other,
        "channel": Road(channel),
        "texts": places(template),
        "groups": values.groups(),
        "blocks": Block.objects.order_by("code"),
        "viewed": lately_viewed(request.user),
        "counted": counted(variant.text) if variant and channel == Road.SMS else None,
    }
    answer = render(request, "outbox/templates/editor.html", context | rest, status=status)
    csp_update({"frame-src": [SELF]})(lambda _request: answer)(request)  # this page alone holds frames
    return answer


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def inspect(request: StaffRequest, template_id: int, language: str, channel: str) -> HttpResponse:
    """What is wrong with what is being typed, and how long a text message it makes."""
    template, _variant = _place(template_id, language, channel)
    form = VariantForm(request.POST, channel=channel)
    faults = _faults(template, form, language, channel)
    context: dict[str, Any] = {"faults": faults, "is_checked": True}
    if all(fault.is_warning for fault in faults):
        context |= _measured(request, template, language, channel)
    if _names_nobody(request):
        context["faults"] = [*context["faults"], Fault(_("No guest has this number."), "guest", is_warning=True)]
    return render(request, "outbox/templates/_faults.html", context)


def _measured(request: StaffRequest, template: Template, language: str, channel: str) -> dict[str, Any]:
    """How long a text message is as it would be read, and what samples stand in for."""
    try:
        shown = _shown(request, template, language, channel, language)
    except UnfillableError as fault:
        return {"faults": [Fault(fault.sentence)]}
    groups = [group for name in shown.sampled if (group := values.group_called(name)) is not None]
    length = counted(shown.written.text) if channel == Road.SMS else None
    return {"counted": length, "sampled": groups}


def _faults(template: Template, form: VariantForm, language: str, channel: str) -> list[Fault]:
    if not form.is_valid():
        return [Fault(str(error), name) for name, errors in form.errors.items() for error in errors]
    rules = Rules(template.purpose, template.is_generic)
    return check(form.text.typed(language, channel), rules, blocks.sources(language))


@requires(Permission.MANAGE_MESSAGES)
@require_POST
@xframe_options_sameorigin
def show(request: StaffRequest, template_id: int, language: str, channel: str, shown: str) -> HttpResponse:
    """The text as a guest would receive it, for a frame: what is being typed, or the other language as it is saved."""
    template, _variant = _place(template_id, language, channel)
    if shown not in TemplateLanguage.values:
        raise Http404
    try:
        written = _shown(request, template, language, channel, shown).written
    except (TemplateFaultError, UnfillableError) as fault:
        return framed(nothing(fault.sentence, language=request.LANGUAGE_CODE))
    return framed(written.html or bubble(written.text, language=shown))


def _shown(request: StaffRequest, template: Template, language: str, channel: str, shown: str) -> Previewed:
    """What is to be shown. Raises `TemplateFaultError` and `UnfillableError`."""
    variant = _draft(request, template, language, channel) if shown == language else None
    variant = variant or template.variants.filter(language=shown, channel=channel).first()
    if variant is None:
        raise UnfillableError(_("Nothing is written in this language yet."))
    variant.template = template
    hotel_ids = request.access.ids_for(Permission.SEE_GUESTS)
    return preview(variant, guest=_guest(request), hotel=request.hotel, hotel_ids=hotel_ids)


def _draft(request: StaffRequest, template: Template, language: str, channel: str) -> Variant | None:
    form = VariantForm(request.POST, channel=channel)
    if not form.is_valid():
        raise UnfillableError(str(next(iter(form.errors.values()))[0]))
    return drafted(template, form.text.typed(language, channel), form.text.provider_ids)


def _guest(request: StaffRequest) -> Guest | None:
    """For whom a preview is written; the look is logged. Nobody, where no guest has that number."""
    form = TryForm(request.POST)
    number = form.cleaned_data.get("guest") if form.is_valid() else None
    if not number or not request.access.may(Permission.SEE_GUESTS):
        return None
    guest = Guest.objects.current().select_related("company").filter(number=number).first()
    if guest is not None:
        log_looks(
            [guest.pk],
            what=ReadLog.What.MESSAGE,
            by=request.user,
            at=timezone.now(),
            hotel_id=request.hotel.pk,
            is_part=True,
        )
    return guest


def _names_nobody(request: StaffRequest) -> bool:
    """Whether a guest's number was typed for the preview that no guest has, so that samples are shown."""
    form = TryForm(request.POST)
    number = form.cleaned_data.get("guest") if form.is_valid() else None
    if number is None:
        return "guest" in form.errors
    return request.access.may(Permission.SEE_GUESTS) and not Guest.objects.current().filter(number=number).exists()


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def test(request: StaffRequest, template_id: int, language: str, channel: str) -> HttpResponse:
    """Send what the preview shows to oneself: an e-mail to the address of one's account, and nowhere else."""
    template, _variant = _place(template_id, language, channel)
    form = TryForm(request.POST)
    address = form.cleaned_data["address"] if form.is_valid() else ""
    context: dict[str, Any] = {}
    try:
        shown = _shown(request, template, language, channel, language)
        actions.send_test(
            shown.written,
            channel=channel,
            to=request.user,
            address=address,
            hotel=request.hotel,
            at=timezone.now(),
        )
        context["done"] = _("The test is on its way.")
    except (TemplateFaultError, UnfillableError) as fault:
        context["refused"] = fault.sentence
    except UnfitMessageError as unfit:
        context["refused"] = str(unfit)
    status = UNPROCESSABLE if "refused" in context else None
    return render(request, "outbox/templates/_tested.html", context, status=status)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def remove(request: StaffRequest, template_id: int, language: str, channel: str) -> HttpResponse:
    """Take one text out of its template."""
    template, variant = _place(template_id, language, channel)
    if variant is not None:
        actions.remove_variant(variant, by=request.user)
        say(request, _("The text is removed."))
    return redirect("outbox:template", template.pk)
