"""What is given besides what is paid for."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from guests.admin import LabelledLists
from loyalty.models import Benefit


@admin.register(Benefit)
class BenefitAdmin(LabelledLists[Benefit]):
    """Benefits; one in use is switched off rather than deleted. Which tier has which stands with the tier."""

    list_display = ("name_en", "name_zh", "scene", "unit", "order", "is_active")
    list_editable = ("order", "is_active")
    list_filter = ("scene", "is_active")
    search_fields = ("name_en", "name_zh", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002 (Django's)
        """A code is what the house knows a benefit by (``late-check-out``), so it stays."""
        return ("code",) if obj else ()
