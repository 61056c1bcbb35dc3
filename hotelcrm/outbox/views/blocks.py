"""Blocks that several templates share: their list, and each one in both languages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hotelcrm.accounts.access import Permission, requires
from hotelcrm.accounts.http import StaffRequest
from hotelcrm.frame.toasts import say
from hotelcrm.outbox.actions import templates as actions
from hotelcrm.outbox.forms.templates import BlockForm
from hotelcrm.outbox.models import Block
from hotelcrm.outbox.writing import values

from .templates import CONFLICT, UNPROCESSABLE


@requires(Permission.MANAGE_MESSAGES)
@require_GET
def all_blocks(request: StaffRequest) -> HttpResponse:
    """Every block, by code."""
    return render(request, "outbox/templates/blocks.html", {"blocks": Block.objects.order_by("code")})


@requires(Permission.MANAGE_MESSAGES)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Enter a block."""
    return _page(request, Block())


@requires(Permission.MANAGE_MESSAGES)
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, block_id: int) -> HttpResponse:
    """Change a block, and with it every text it stands in."""
    return _page(request, get_object_or_404(Block, pk=block_id))


def _page(request: StaffRequest, block: Block) -> HttpResponse:
    if request.method == "GET":
        return _draw(request, block, BlockForm(instance=block, initial={"version": block.version}))
    form = BlockForm(request.POST, instance=Block(pk=block.pk, code=block.code))
    if not form.is_valid():
        return _draw(request, block, form, status=UNPROCESSABLE)
    try:
        row = actions.save_block(block, version=form.cleaned_data["version"] or 0, by=request.user, **form.changes)
    except actions.StaleTextError as stale:
        return _both(request, stale, form)
    except actions.FaultyTextError as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, _("Line %(line)s: %(fault)s") % {"line": fault.line, "fault": fault.sentence})
        return _draw(request, block, form, status=UNPROCESSABLE)
    except actions.FaultyVariantsError as fault:
        form.add_error(None, str(fault))
        return _draw(request, block, form, status=UNPROCESSABLE)
    say(request, _("Saved."))
    return redirect("outbox:block", row.pk)


def _both(request: StaffRequest, stale: actions.StaleTextError, form: BlockForm) -> HttpResponse:
    """What was typed stands in the form still, with what was saved meanwhile above it."""
    current = get_object_or_404(Block, pk=stale.current.pk)
    typed = request.POST.copy()
    typed["version"] = str(current.version)
    differences = [
        {"label": field.label, "theirs": getattr(current, field.name), "typed": field.value()}
        for field in form.visible_fields()
        if getattr(current, field.name) != str(field.value()).replace("\r\n", "\n")
    ]
    return _draw(request, current, BlockForm(typed, instance=current), status=CONFLICT, differences=differences)


def _draw(
    request: StaffRequest,
    block: Block,
    form: BlockForm,
    *,
    status: int | None = None,
    differences: list[dict[str, object]] | None = None,
) -> HttpResponse:
    context = {"piece": block, "form": form, "groups": values.groups(), "differences": differences}
    return render(request, "outbox/templates/block.html", context, status=status)
