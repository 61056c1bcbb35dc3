"""What the forms of a campaign offer to choose from, read once for all their rows."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Segment, Variant
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from loyalty.models import VoucherType

CHANNELS = (Road.WECOM, Road.SMS, Road.EMAIL)
NOTHING = "—"

Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Offered:
    """Templates by purpose with what is to be known of each, vouchers that hold at the hotel, and segments in use.

    What a campaign names already is among them even if it has been put away since: it is not lost unseen.
    """

    templates: Choices
    about: dict[str, dict[str, str]]
    vouchers: Choices
    segments: QuerySet[Segment]
    currency: str

    @classmethod
    def at(cls, hotel: Hotel, campaign: Campaign | None) -> Self:
        """What `hotel` may choose from, and `campaign` has chosen; four queries."""
        used = Variant.objects.filter(step__campaign=campaign) if campaign else Variant.objects.none()
        named = Q(archived_at=None) | Q(pk__in=used.values("template"))
        templates = list(Template.objects.filter(named).prefetch_related("variants").order_by("name_en", "pk"))
        valid = Q(is_active=True) & (Q(hotels=None) | Q(hotels=hotel)) | Q(pk__in=used.values("voucher_type"))
        vouchers = VoucherType.objects.filter(valid).distinct().order_by("name_en", "pk")
        in_use = Q(archived_at=None)
        if campaign is not None:
            in_use |= Q(pk=campaign.segment_id) | Q(pk__in=campaign.excluded.values("pk"))
        return cls(
            [("", NOTHING), *_by_purpose(templates)],
            {str(row.pk): _about(row) for row in templates},
            [("", _("none")), *((str(row.pk), _called(row, is_over=not row.is_active)) for row in vouchers)],
            Segment.objects.filter(in_use).order_by("name_en", "pk"),
            hotel.currency,
        )


def _by_purpose(templates: list[Template]) -> Choices:
    groups: defaultdict[str, Choices] = defaultdict(list)
    for row in templates:
        groups[row.purpose].append((str(row.pk), _called(row, is_over=row.archived_at is not None)))
    return [(str(capfirst(label)), groups[purpose]) for purpose, label in MessagePurpose.choices if groups[purpose]]


def _called(row: Template | VoucherType, *, is_over: bool) -> str:
    return _("%(name)s (out of use)") % {"name": row.name} if is_over else row.name


def _about(template: Template) -> dict[str, str]:
    """What a script needs of a template: its purpose, its address, and for which channels it has texts."""
    written = {text.channel for text in template.variants.all()}
    channels = [road for road in CHANNELS if road in written]
    texts = ", ".join(str(road.label) for road in channels)
    return {
        "data-purpose": template.purpose,
        "data-channels": " ".join(channels),
        "data-texts": texts or _("none yet"),
        "data-url": reverse("outbox:template", args=[template.pk]),
    }


class TemplateSelect(forms.Select):
    """A `<select>` whose options carry what `about` says of them, for the script beside it."""

    about: dict[str, dict[str, str]] = {}  # replaced for each form, never changed

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's, with the facts of its template."""
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] = {**option["attrs"], **self.about.get(str(value), {})}
        return option
