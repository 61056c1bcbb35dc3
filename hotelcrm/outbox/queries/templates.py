"""Templates as their pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from hotelcrm.outbox.models import Mailing, Message, Template, Variant
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import TemplateLanguage

LATELY = timedelta(days=30)
SENT_WITHIN = timedelta(hours=1)  # after it was handed over, of which there is an index
CHANNELS = (Road.EMAIL, Road.SMS, Road.WECOM)


@dataclass(frozen=True)
class Place:
    """One text a template may have; `variant` is none where nobody has written it."""

    language: TemplateLanguage
    channel: Road
    variant: Variant | None


@dataclass(frozen=True)
class Line:
    """One template of the list: its texts, the mailings made with it, and messages sent in 30 days."""

    template: Template
    places: list[Place]
    mailings: int
    sent: int

    @property
    def written(self) -> list[Place]:
        """The texts there are."""
        return [place for place in self.places if place.variant is not None]


def lines(*, is_archived: bool, purpose: str, hotel_ids: frozenset[int], at: datetime) -> list[Line]:
    """Templates in use, or the archived ones, by name; messages are counted at these hotels. Four queries."""
    templates = Template.objects.filter(archived_at__isnull=not is_archived).prefetch_related("variants")
    rows = list((templates.filter(purpose=purpose) if purpose else templates).order_by("name_en", "pk"))
    ids = [row.pk for row in rows]
    mailings = _counted(Mailing.objects.filter(template__in=ids))
    lately = Message.objects.filter(handed_at__gt=at - LATELY - SENT_WITHIN, sent_at__gt=at - LATELY)
    sent = _counted(lately.filter(hotel__in=hotel_ids, template__in=ids))
    return [Line(row, places(row), mailings.get(row.pk, 0), sent.get(row.pk, 0)) for row in rows]


def _counted(rows: "QuerySet[Mailing] | QuerySet[Message]") -> dict[int, int]:
    return dict(rows.order_by().values_list("template").annotate(n=Count("pk")))


def places(template: Template) -> list[Place]:
    """Every text `template` may have, by channel and language."""
    variants = {(variant.language, variant.channel): variant for variant in template.variants.all()}
    return [
        Place(language, channel, variants.get((language, channel)))
        for channel in CHANNELS
        for language in TemplateLanguage
    ]
