"""A campaign as it is written: what, for whom, when and how much; its steps stand in `campaigns.forms.steps`."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.actions.drafting import MOST_DAYS, Plan, StepPlan, planned, usually_held_out
from campaigns.models import Campaign, Goal, Segment
from campaigns.occasions.registry import OCCASIONS
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models.template import MessagePurpose

from .offered import Offered
from .steps import StepFormSet, StepRows, initial_steps

LONGEST = 120
LONGEST_KEY = 40
MOST_HELD_OUT = 50
MOST_ATTRIBUTED = 90
DATES = {"type": "datetime-local"}
ONCE = "once"  # of no occasion
ON_PAGE = "%Y-%m-%dT%H:%M"
BY_OCCASION = gettext_lazy("By an occasion, day after day")


class HotelTimeField(forms.DateTimeField):
    """A moment as the clock of `zone` shows it, whichever zone the page is in."""

    widget = forms.DateTimeInput(format=ON_PAGE, attrs=DATES)
    zone: ZoneInfo

    def to_python(self, value: Any) -> datetime | None:
        """The moment; one that this clock skips or has twice is refused."""
        with timezone.override(self.zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """As the clock on the wall shows it."""
        return value.astimezone(self.zone).replace(tzinfo=None) if isinstance(value, datetime) else value


def _occasions() -> list[tuple[Any, Any]]:
    found = [(occasion.code, occasion.name) for occasion in OCCASIONS.values()]
    return [(ONCE, gettext_lazy("One-off: once, to everybody in the audience")), (BY_OCCASION, found)]


class CampaignForm(forms.Form):
    """Everything of a campaign but its steps. `key` makes a form that is sent twice one draft."""

    use_required_attribute = False

    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=LONGEST)
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=LONGEST)
    occasion = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_occasions)
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=0, max_value=MOST_DAYS, required=False)
    purpose = forms.ChoiceField(
        label=pgettext_lazy("consent", "Purpose"),
        choices=[(value, capfirst(label)) for value, label in MessagePurpose.choices],
        initial=MessagePurpose.MARKETING,
        help_text=gettext_lazy(
            "Only guests who agreed to this purpose are written to. What they need (service) goes out without consent."
        ),
    )
    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=gettext_lazy("Audience"),
        required=False,
        empty_label="—",
        widget=forms.Select(attrs={"data-search-select": ""}),
    )
    excluded = forms.ModelMultipleChoiceField(
        Segment.objects.none(),
        label=gettext_lazy("Without the guests of"),
        required=False,
        widget=forms.SelectMultiple(attrs={"data-search-select": ""}),
    )
    holdout_percent = forms.IntegerField(
        label=gettext_lazy("Percent held out"), min_value=0, max_value=MOST_HELD_OUT, required=False
    )
    starts_at = HotelTimeField(label=gettext_lazy("Starts"), required=False)
    ends_at = HotelTimeField(label=gettext_lazy("Ends"), required=False)
    budget = forms.DecimalField(
        label=gettext_lazy("Budget"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    goal = forms.ChoiceField(
        label=gettext_lazy("Goal"),
        choices=[(value, capfirst(label)) for value, label in Goal.choices],
        initial=Goal.BOOKING,
        help_text=gettext_lazy("A guest who does it gets no further step."),
    )
    click_days = forms.IntegerField(
        label=gettext_lazy("Bookings count after a followed link, days"),
        min_value=0,
        max_value=MOST_ATTRIBUTED,
        initial=30,
    )
    delivery_days = forms.IntegerField(
        label=gettext_lazy("Bookings count after delivery, days"), min_value=0, max_value=MOST_ATTRIBUTED, initial=7
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_KEY, required=False)

    def __init__(self, *args: Any, hotel: Hotel, offered: Offered, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        for name in ("segment", "excluded"):
            self.fields[name].queryset = offered.segments  # type: ignore[attr-defined]
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = hotel.zone  # type: ignore[attr-defined]
            self.fields[name].help_text = _("As the clock at %(hotel)s shows it.") % {"hotel": hotel}
        self.fields["starts_at"].help_text += " " + _("Empty: when it is switched on.")
        self.fields["ends_at"].help_text += " " + _("Empty: it runs until it is done, or finished by hand.")
        self.fields["budget"].label = _("Budget, %(currency)s") % {"currency": hotel.currency}
        self.fields["budget"].help_text = _("When it is spent, nothing more goes out. Empty: no limit.")
        self.fields["key"].initial = secrets.token_hex(8)

    def clean_occasion(self) -> str:
        """None of a one-off."""
        typed: str = self.cleaned_data["occasion"]
        return "" if typed == ONCE else typed

    def clean(self) -> dict[str, Any]:
        """An audience or an occasion; an end after the start."""
        found = super().clean() or {}
        occasion = found.get("occasion", "")
        if not occasion and "occasion" in found and "segment" in found and found["segment"] is None:
            self.add_error("segment", _("Say for whom it is: an audience, or an occasion."))
        if not occasion or OCCASIONS[occasion].days is None:
            found["days"] = None
        starts_at, ends_at = found.get("starts_at"), found.get("ends_at")
        if ends_at and starts_at and ends_at <= starts_at:
            self.add_error("ends_at", _("A campaign cannot end before it starts."))
        elif ends_at and ends_at <= self.at:
            self.add_error("ends_at", _("This moment has passed."))
        if found.get("segment") and found["segment"] in found.get("excluded", ()):
            self.add_error("excluded", _("The audience itself is left out here, so nobody would be left."))
        return found

    def plan(self) -> Plan:
        """What the actions take; held out is as usual where nothing was typed."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "key"}}
        if found["holdout_percent"] is None:
            found["holdout_percent"] = usually_held_out(found["occasion"], found["purpose"])
        return Plan(**{**found, "excluded": list(found["excluded"])})  # type: ignore[typeddict-item]


@dataclass(frozen=True)
class Fault:
    """What is wrong, at which field."""

    label: str
    sentence: str
    field_id: str


class PlanForms:
    """The form of a campaign with those of its steps and wordings, as one."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        hotel: Hotel,
        at: datetime,
        campaign: Campaign | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.hotel, self.data = hotel, data
        self.offered = Offered.at(hotel, campaign)
        known = (initial_of(campaign) if campaign else {}) | (initial or {})
        purpose = data.get("purpose", "") if data else known.get("purpose", MessagePurpose.MARKETING)
        self.form = CampaignForm(data, hotel=hotel, offered=self.offered, at=at, initial=known)
        steps = StepFormSet(
            data,
            prefix="steps",
            initial=initial_steps(planned(campaign)) if campaign else None,
            form_kwargs={"purpose": purpose, "offered": self.offered},
        )
        self.steps = cast("StepRows", steps)

    @property
    def is_bound(self) -> bool:
        """Whether something was sent."""
        return self.data is not None

    def is_valid(self) -> bool:
        """Whether all of them hold."""
        return all([self.form.is_valid(), self.steps.is_valid()])

    def plan(self) -> Plan:
        """The campaign, without its steps."""
        return self.form.plan()

    def step_plans(self) -> list[StepPlan]:
        """Its steps."""
        return self.steps.steps()

    @cached_property
    def faults(self) -> list[Fault]:
        """Everything that is wrong, from the top of the page to its end."""
        return list(self._faults()) if self.is_bound else []

    def _faults(self) -> Iterator[Fault]:
        yield from _of_form(self.form, "")
        yield from (Fault("", str(error), "") for error in self.steps.non_form_errors())
        for number, step in enumerate(self.steps.kept(), 1):
            called = _("Step %(n)s") % {"n": number}
            yield from _of_form(step, f"{called} · ")
            yield from (Fault(called, str(error), "") for error in step.wordings.non_form_errors())
            rows = step.wordings.kept()
            for letter, wording in zip("ABCDEFGHI", rows, strict=False):
                shown = f"{called} · {_('Variant')} {letter} · " if len(rows) > 1 else f"{called} · "
                yield from _of_form(wording, shown)


def _of_form(form: forms.Form, where: str) -> Iterator[Fault]:
    for name, errors in form.errors.items():
        is_field = name in form.fields and not form[name].is_hidden
        label = f"{where}{form[name].label}" if is_field else where.removesuffix(" · ")
        field_id = form[name].id_for_label or "" if is_field else ""
        yield from (Fault(label, str(error), field_id) for error in errors)


def initial_of(campaign: Campaign) -> dict[str, Any]:
    """The fields as `campaign` has them."""
    names = [name for name in CampaignForm.base_fields if name not in {"excluded", "key"}]
    return {name: getattr(campaign, name) for name in names} | {
        "occasion": campaign.occasion or ONCE,
        "segment": campaign.segment_id,
        "excluded": list(campaign.excluded.values_list("pk", flat=True)),
    }
