"""Segments: the rule is JSON in a text box, and a `<segment-builder>` wherever scripts run."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.actions import segments as actions
from campaigns.forms.segments import SegmentForm
from campaigns.models import Segment
from campaigns.segments.listing import said, trend
from campaigns.segments.vocabulary import called, vocabulary
from hotelcrm.accounts.access import Access, Permission
from loyalty.models import Programme

PAIR = 2


@admin.register(Segment)
class SegmentAdmin(admin.ModelAdmin[Segment]):
    """Nobody deletes a segment: campaigns and lists name it. It is put away on the page of segments."""

    form = SegmentForm
    list_display = ("name_en", "name_zh", "description", "by", "changed_at", "is_in_use")
    list_select_related = ("by",)
    search_fields = ("name_en", "name_zh", "description")
    actions = None
    change_form_template = add_form_template = "admin/campaigns/segment/change_form.html"

    @admin.display(description=_("in use"), boolean=True, ordering="archived_at")
    def is_in_use(self, row: Segment) -> bool:
        """Whether it is offered."""
        return row.archived_at is None

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's)
        """A form that knows what its writer may ask."""
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.access = getattr(request, "access", None)
        return made

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's)
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new segment may begin with two that were compared: ``?both=3.5`` or ``?only=3.5``."""
        for name, second in (("both", "in"), ("only", "not_in")):
            ids = [int(one) for one in request.GET.get(name, "").split(".") if one.isascii() and one.isdecimal()]
            if len(ids) == PAIR:
                asked = zip(ids, ("in", second), strict=True)
                return {"rule": {"all": [{"field": "segment", "op": op, "value": [pk]} for pk, op in asked]}}
        return {}

    def save_model(self, request: HttpRequest, obj: Segment, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001 (Django's)
        """By the action, which knows who changed what meanwhile."""
        version = form.cleaned_data.get("of_version") or 0
        at = timezone.now()
        actions.write(obj, version=version, by=request.user, at=at)  # type: ignore[arg-type]  # signed in
        actions.keep_size(obj, today=Programme.current().today(at))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """With what the builder needs: the fields, what ids are called, and where the rule is wrong."""
        form: SegmentForm = context["adminform"].form
        today = Programme.current().today(timezone.now())
        obj: Segment | None = kwargs.get("obj")
        rule = form["rule"].value()
        sound = rule if isinstance(rule, dict | list) else _read(form)
        words = said(sound, today=today)[0]
        access = getattr(request, "access", None)
        context |= {
            "vocabulary": vocabulary(),
            "called": called(sound),
            "sentence": words,
            "fault": form.fault,
            "trend": trend(obj, today=today) if obj is not None else None,
            "currency": Programme.current().currency,
            "may_see": isinstance(access, Access) and access.may(Permission.SEE_GUESTS),
            "may_manage": isinstance(access, Access) and access.may(Permission.MANAGE_CAMPAIGNS),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Segment) -> HttpResponseRedirect:
        """To the page of segments, where their sizes are."""
        return self._back(request) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Segment) -> HttpResponseRedirect:
        """The same."""
        return self._back(request) or super().response_post_save_change(request, obj)

    def _back(self, request: HttpRequest) -> HttpResponseRedirect | None:
        access = getattr(request, "access", None)
        manages = isinstance(access, Access) and access.may(Permission.MANAGE_CAMPAIGNS)
        return redirect("campaigns:segments") if manages else None


def _read(form: SegmentForm) -> object:
    """The rule as JSON, however the form holds it; None of what is no JSON."""
    try:
        return form.fields["rule"].to_python(form["rule"].value())
    except ValidationError:
        return None
