"""A package as marketing types it: whom it is for, where and when it holds."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final, cast

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from campaigns.models import Offer, Segment
from campaigns.segments.expanding import expanded
from campaigns.segments.nodes import BadRule
from campaigns.segments.sensitive import is_sensitive
from campaigns.segments.tree import parse
from guests.models import Tag
from stays.models import Purpose

LINES: Final = {"rows": 2, "class": "vLargeTextField"}
ANY: Final = ("", "---------")


class _UnderHeadings(ModelChoiceIterator[Tag]):
    """Preferences under the headings of the catalogue."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        rows = self.queryset.select_related("category").order_by("category__order", "code")
        for heading, tags in groupby(rows, key=lambda tag: tag.category):
            yield heading.name, [self.choice(tag) for tag in tags]


class TagBoxes(forms.CheckboxSelectMultiple):
    """A box for each preference, under headings that fold; those with something chosen are open."""

    template_name = "campaigns/offers/tag_boxes.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["headings"] = [
            {"name": heading, "options": options, "chosen": sum(1 for one in options if one["selected"])}
            for heading, options, _place in context["widget"]["optgroups"]
        ]
        return context


class TagsField(forms.ModelMultipleChoiceField[Tag]):
    """Preferences, picked by heading. What somebody told the house about health is not for offers."""

    iterator = _UnderHeadings
    widget = TagBoxes


class OfferForm(forms.ModelForm[Offer]):
    """One offer. Which hotels may be named, and whether all, the admin says before it is bound."""

    tags = TagsField(
        Tag.objects.filter(is_sensitive=False, is_active=True),
        label=_("Preferences it suits"),
        required=False,
        help_text=_("One of them is enough. Health, belief and the like are not offered here."),
    )

    class Meta:
        model = Offer
        fields = (
            *("code", "name_en", "name_zh", "is_active", "text_en", "text_zh", "price", "currency"),
            *("terms_en", "terms_zh", "least_nights", "from_day", "until_day", "hotels"),
            *("tags", "scene", "department", "segment"),
        )
        widgets = {
            "hotels": forms.CheckboxSelectMultiple,
            "text_en": forms.Textarea(attrs=LINES),
            "text_zh": forms.Textarea(attrs=LINES),
            "terms_en": forms.Textarea(attrs=LINES),
            "terms_zh": forms.Textarea(attrs=LINES),
            "currency": forms.TextInput(attrs={"size": 4, "class": "vTextField offer-currency"}),
        }
        help_texts = {
            "currency": _("Three letters, such as CNY or EUR."),
            "scene": _("Guests who travel so, on this trip or mostly."),
            "department": _("Guests who had something of it on an earlier stay."),
            "segment": _("Guests in it. One that asks for sensitive preferences cannot be chosen."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "scene" in self.fields:
            purposes = [(one.value, one.label) for one in Purpose if one.value]
            cast("forms.ChoiceField", self.fields["scene"]).choices = [ANY, *purposes]
        if "segment" in self.fields:
            chosen = Segment.objects.filter(pk__in=[self.instance.segment_id or 0])
            field = cast("forms.ModelChoiceField[Segment]", self.fields["segment"])
            field.queryset = Segment.objects.filter(archived_at=None) | chosen

    def clean_currency(self) -> str:
        """In capitals, as banks write it."""
        return str(self.cleaned_data["currency"]).upper()

    def clean_segment(self) -> Segment | None:
        """An offer tells whoever sees it why it is made, so it follows from nothing sensitive."""
        segment: Segment | None = self.cleaned_data["segment"]
        if segment is not None:
            try:
                tree = expanded(parse(segment.rule))
            except BadRule as fault:
                raise forms.ValidationError(fault.sentence) from fault
            if is_sensitive(tree):
                raise forms.ValidationError(_("This segment asks for something sensitive: an offer would tell it."))
        return segment

    def clean(self) -> dict[str, Any]:
        """A price has its currency, and the days go forward."""
        cleaned = super().clean() or {}
        if cleaned.get("price") is not None and not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency."))
        first, last = cleaned.get("from_day"), cleaned.get("until_day")
        if first and last and last < first:
            self.add_error("until_day", _("This is before the first day."))
        return cleaned
