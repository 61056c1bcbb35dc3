"""Senders: for administrators, who know what the providers told them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.confirming import ask_again
from hotelcrm.frame.formats import moment
from hotelcrm.outbox.forms.senders import PREFIX, RENEW, NewSenderForm, asked, form_for, hears_by_token
from hotelcrm.outbox.models import Sender, SenderState
from hotelcrm.outbox.transports import transport_called
from hotelcrm.outbox.transports.reports import Hears, report_address

from .trying import try_sender


@admin.register(Sender)
class SenderAdmin(admin.ModelAdmin[Sender]):
    """Roads out. Another provider is another sender: the old one still hears what became of its messages."""

    list_display = ("name", "channel", "provider", "hotel", "per_second", "is_active")
    list_filter = ("channel", "is_active", "hotel")
    list_select_related = ("hotel",)
    search_fields = ("name",)
    readonly_fields = ("channel", "provider", "fares", "reports_go_to")

    def get_form(self, request: HttpRequest, obj: Sender | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's)
        form = form_for(obj) if obj else NewSenderForm
        return super().get_form(request, obj, change=change, **{"form": form} | kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "hotel":
            kwargs["empty_label"] = _("every hotel that has none of its own")  # a choice, not a place left empty
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Sender | None = None) -> tuple[str, ...]:  # noqa: ARG002 (Django's)
        return self.readonly_fields if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Sender | None = None) -> Any:  # noqa: ARG002 (Django's)
        if obj is None:
            what_next = _("What the provider wants to know is asked on the next page.")
            fields = ("road", "hotel", "name", "address", "per_second")
            return [(None, {"fields": fields, "description": what_next})]
        transport = transport_called(obj.transport)
        own = (
            None,
            {"fields": ("channel", "provider", "hotel", "name", "address", "per_second", "is_active", "fares")},
        )
        told = (_("As the provider told you"), {"fields": [PREFIX + option.key for option in asked(transport)]})
        heard = ["reports_go_to", RENEW] if hears_by_token(transport) else ["reports_go_to"]
        reports = (_("Reports"), {"fields": heard})
        return [own, *([told] if told[1]["fields"] else []), *([reports] if isinstance(transport, Hears) else [])]

    @admin.display(description=_("provider"), ordering="transport")
    def provider(self, row: Sender) -> str:
        """The transport as people name it."""
        return str(transport_called(row.transport).label)

    @admin.display(description=_("how it fares"))
    def fares(self, row: Sender) -> str:
        """What the last calls came to."""
        state = SenderState.objects.filter(pk=row.pk).first()
        if state is None or not (state.last_ok_at or state.last_error):
            return gettext("nothing sent yet")
        good = moment(state.last_ok_at) if state.last_ok_at else "–"
        said = gettext("sent last at %(at)s") % {"at": good}
        return f"{said}; {state.last_error}" if state.failures and state.last_error else said

    @admin.display(description=_("the provider reports to"))
    def reports_go_to(self, row: Sender) -> str:
        """What to enter at the provider. It may hold a secret, which is what the provider is known by."""
        return report_address(row)

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Credentials change hands only after one's own password."""
        return ask_again(request, then=request.get_full_path()) or super().changeform_view(request, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        test = self.admin_site.admin_view(self.test)
        return [path("<int:sender_id>/test/", test, name="outbox_sender_test"), *super().get_urls()]

    def test(self, request: Any, sender_id: int) -> HttpResponse:
        """Send oneself a message by this sender."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        sender = get_object_or_404(Sender, pk=sender_id)
        context = self.admin_site.each_context(request) | {"title": _("Send a test")}
        return try_sender(request, request.user, sender, context)

    def response_add(self, request: HttpRequest, obj: Sender, post_url_continue: str | None = None) -> HttpResponse:  # noqa: ARG002 (Django's)
        """On to what the provider wants to know."""
        messages.info(request, gettext("Now enter what the provider told you, and put the sender in use."))
        return redirect(reverse("admin:outbox_sender_change", args=[obj.pk]))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's)
        return False  # messages name it, and reports of theirs may still come: put it out of use
