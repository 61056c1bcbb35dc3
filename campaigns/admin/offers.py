"""Offers: each is changed by who manages campaigns at all of its hotels, one for all hotels by who does at all."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import ManyToManyField, Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.actions.withdrawing import hold_changed
from campaigns.forms.offers import OfferForm
from campaigns.models import Offer
from campaigns.offers.saying import price
from guests.admin import LabelledLists
from hotelcrm.accounts import managing
from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.models import Hotel

MANAGES = (Permission.MANAGE_CAMPAIGNS, Permission.CONFIGURE)


@admin.register(Offer)
class OfferAdmin(LabelledLists[Offer]):
    """Nobody deletes an offer: guests may have been told of it. It is switched off."""

    form = OfferForm
    list_display = ("code", "name_en", "name_zh", "costs", "where", "from_day", "until_day", "is_active")
    list_filter = ("is_active", "scene", "department", "hotels")
    search_fields = ("code", "name_en", "name_zh")
    prepopulated_fields: ClassVar = {"code": ("name_en",)}
    actions = None

    class Media:
        css: ClassVar = {"all": ["css/offers.css"]}

    fieldsets = (
        (None, {"fields": ("name_en", "name_zh", "code", "is_active")}),
        (_("What it is"), {"fields": ("text_en", "text_zh", ("price", "currency"))}),
        (
            _("Conditions"),
            {"fields": ("terms_en", "terms_zh", "least_nights", ("from_day", "until_day"), "hotels")},
        ),
        (
            _("For whom"),
            {
                "fields": ("tags", "scene", "department", "segment"),
                "description": _(
                    "Whoever fits one of these is offered it, with the reason. Nothing chosen: everybody."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Offer]":
        """Those for all hotels, and those of a hotel that the reader manages; another hotel's is not found."""
        mine = Q(hotels=None) | Q(hotels__in=_managed(request))
        return super().get_queryset(request).filter(mine).distinct().prefetch_related("hotels")

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Whoever does not manage all hotels names those that it is for."""
        if db_field.name == "hotels":
            kwargs["queryset"] = _managed(request)
            kwargs["required"] = not _manages_all(request)
            kwargs["help_text"] = _("None chosen: all of the group.") if _manages_all(request) else ""
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever manages one hotel need name neither it nor its currency."""
        hotels = list(_managed(request)[:2])
        only = {"hotels": [hotels[0].pk], "currency": hotels[0].currency} if len(hotels) == 1 else {}
        return only | super().get_changeform_initial_data(request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 (Django's)
        """Campaigns that were approved with other offers pause: not before its hotels are known."""
        super().save_related(request, form, formsets, change)
        hold_changed(at=timezone.now())

    def has_change_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or _is_own(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's)
        return False

    @admin.display(description=_("price"), ordering="price")
    def costs(self, row: Offer) -> str:
        """With its currency."""
        return price(row) or "–"

    @admin.display(description=_("hotels"))
    def where(self, row: Offer) -> str:
        """Where it holds."""
        return ", ".join(hotel.name for hotel in row.hotels.all()) or str(_("all hotels"))

    def response_post_save_add(self, request: HttpRequest, obj: Offer) -> HttpResponseRedirect:
        """To the page of offers, where it says whom they suit."""
        return _back(request) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Offer) -> HttpResponseRedirect:
        """The same."""
        return _back(request) or super().response_post_save_change(request, obj)


def _managed(request: HttpRequest) -> "QuerySet[Hotel]":
    return managing.managed(request.user, *MANAGES)


def _manages_all(request: HttpRequest) -> bool:
    return managing.manages_all(request.user, *MANAGES)


def _is_own(request: HttpRequest, offer: Offer) -> bool:
    """Whether the reader manages every hotel of it."""
    held = {hotel.pk for hotel in offer.hotels.all()}
    if not held:
        return _manages_all(request)
    return held <= set(_managed(request).values_list("pk", flat=True))


def _back(request: HttpRequest) -> HttpResponseRedirect | None:
    access = getattr(request, "access", None)
    manages = isinstance(access, Access) and access.may(Permission.MANAGE_CAMPAIGNS)
    return redirect("campaigns:offers") if manages else None
