"""How soon a hotel answers and solves, by severity."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from feedback.models import ServiceLevel

from .own import ClockLines


@admin.register(ServiceLevel)
class ServiceLevelAdmin(ClockLines[ServiceLevel]):
    """A hotel's own line counts before the one for all; a severity without either promises nothing."""

    about = _(
        "How soon a first answer and a solution are promised. A hotel's own line counts before the one for all hotels; "
        "a severity without either promises nothing."
    )
    list_display = ("severity", "hotel", "respond_minutes", "resolve_minutes", "is_always")
    list_filter = ("severity", "hotel")
    list_select_related = ("hotel",)
    ordering = ("severity", "hotel__code")
    fields = ("hotel", "severity", "respond_minutes", "resolve_minutes", "is_always")
