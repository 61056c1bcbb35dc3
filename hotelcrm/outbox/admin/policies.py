"""What each hotel holds itself to when it writes to guests: quiet hours, caps, the gap, the age."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guests.admin import LabelledLists
from hotelcrm.outbox.models import MessagePolicy

CAPS = ("weekly_cap", "monthly_cap", "min_gap_hours", "adult_age")


@admin.register(MessagePolicy)
class MessagePolicyAdmin(LabelledLists[MessagePolicy]):
    """A hotel without a line keeps what an empty form for a new line shows; deleting its line goes back to that."""

    list_display = ("hotel", "quiet", *CAPS, "counts_opens", "follows_links")
    list_editable = CAPS
    list_select_related = ("hotel",)
    ordering = ("hotel__code",)
    actions = None  # a line is deleted on its own page
    formfield_overrides: ClassVar = {models.TimeField: {"widget": forms.TimeInput(format="%H:%M")}}
    fieldsets = (
        (None, {"fields": ("hotel",)}),
        (
            _("Offers and surveys"),
            {
                "fields": ("quiet_from", "quiet_until", "adult_age"),
                "description": _("What comes due in quiet hours waits for their end. Service messages go at any hour."),
            },
        ),
        (
            _("Offers"),
            {
                "fields": ("weekly_cap", "monthly_cap", "min_gap_hours"),
                "description": _("Offers of all hotels count. A limit of 0 means that this hotel sends none at all."),
            },
        ),
        (_("What is counted"), {"fields": ("counts_opens", "follows_links")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002 (Django's signature)
        return ("hotel",) if obj else ()

    @admin.display(description=_("quiet hours"))
    def quiet(self, row: MessagePolicy) -> str:
        """From when until when, by the clock."""
        if row.quiet_from == row.quiet_until:
            return str(_("none"))
        return f"{row.quiet_from:%H:%M}–{row.quiet_until:%H:%M}"
