"""The steps of a campaign as rows of a form, and in each the wordings as rows of their own.

Rows are renumbered by the page's script; without it they are put in order and taken away by the fields of Django's
formsets, and a last empty row is there to be filled.
"""

from string import ascii_uppercase
from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.actions.drafting import MOST_STEPS, StepPlan, Wording
from campaigns.models import Step
from hotelcrm.outbox.models import Template
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from loyalty.models import VoucherType

from .offered import CHANNELS, NOTHING, Offered, TemplateSelect

MOST_WORDINGS = 8
LONGEST_WAIT = 365  # days
MOST_DIGITS = 4
LAST = 10**MOST_DIGITS
USUAL = (Road.WECOM, Road.SMS, Road.EMAIL)

_LANES = [(road.value, capfirst(road.label)) for road in CHANNELS]


def _numbers(label: Any, least: int, most: int, usual: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, initial=usual, required=False)


class RowForm(forms.Form):
    """A row of a formset. One of which nothing was sent is empty: without scripts there is one more than with them."""

    use_required_attribute = False

    def has_changed(self) -> bool:
        """Whether anything was typed in it."""
        return self.is_posted and super().has_changed()

    @property
    def is_posted(self) -> bool:
        """Whether the page had it."""
        return any(name.startswith(f"{self.prefix}-") for name in self.data)


class WordingForm(RowForm):
    """One wording: a template, what comes with it, and for how many parts of the guests it is."""

    name = forms.CharField(label=_("Name of the variant"), max_length=20, required=False)
    weight = _numbers(_("Weight"), 1, 1000, 1)
    template = forms.ModelChoiceField(Template.objects.all(), label=_("Template"), widget=TemplateSelect)
    voucher_type = forms.ModelChoiceField(VoucherType.objects.all(), label=_("Voucher in it"), required=False)
    points = _numbers(_("Points in it"), 0, 1_000_000, 0)
    cost = forms.DecimalField(
        label=_("Cost per message"), min_value=0, max_digits=8, decimal_places=4, initial=0, required=False
    )

    def __init__(self, *args: Any, purpose: str, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose, self.offered = purpose, offered
        template, voucher = self.fields["template"], self.fields["voucher_type"]
        cast("TemplateSelect", template.widget).about = offered.about
        template.choices, voucher.choices = offered.templates, offered.vouchers  # type: ignore[attr-defined]
        template.error_messages["required"] = _("Choose a template.")
        if offered.currency:
            self.fields["cost"].label = _("Cost per message, %(currency)s") % {"currency": offered.currency}

    def clean_template(self) -> Template:
        """One of the campaign's purpose: consent is asked for by it."""
        found: Template = self.cleaned_data["template"]
        if found.purpose != self.purpose and self.purpose in MessagePurpose.values:
            values = {"template": found.name, "purpose": found.get_purpose_display()}
            raise forms.ValidationError(
                _("“%(template)s” is a template for another purpose: %(purpose)s."), params=values
            )
        return found

    def clean_voucher_type(self) -> VoucherType | None:
        """One that holds at the hotel."""
        found: VoucherType | None = self.cleaned_data["voucher_type"]
        if found is not None and str(found.pk) not in dict(self.offered.vouchers):
            raise forms.ValidationError(_("This voucher does not hold at this hotel."))
        return found

    def wording(self, name: str) -> Wording:
        """As it is planned, called `name`."""
        found = self.cleaned_data
        return Wording(
            found["template"],
            name,
            found["weight"] or 1,
            found["voucher_type"],
            found["points"] or 0,
            found["cost"] or Wording.cost,
        )


class _Rows(forms.BaseFormSet[Any]):
    """Rows that can be put in order and taken away."""

    def kept(self) -> list[Any]:
        """Those that are not taken away nor left empty, in their order; sound or not."""
        rows = [form for number, form in enumerate(self.forms) if self._is_kept(number, form)]
        return sorted(rows, key=self._place)

    def drawn(self) -> list[Any]:
        """Those that the page shows: all but the empty ones at the end."""
        return [form for number, form in enumerate(self.forms) if not self._is_blank(number, form)]

    def blank(self) -> list[Any]:
        """The empty ones, for a page without scripts."""
        return [form for number, form in enumerate(self.forms) if self._is_blank(number, form)]

    def _is_kept(self, number: int, form: Any) -> bool:
        is_gone = self.is_bound and self._should_delete_form(form)  # type: ignore[attr-defined]
        return not is_gone and not self._is_blank(number, form)

    def _is_blank(self, number: int, form: Any) -> bool:
        is_typed = self.is_bound and form.has_changed()
        return number >= max(self.initial_form_count(), self.min_num) and not is_typed

    def _place(self, form: Any) -> int:
        typed = str(form["ORDER"].value() or "") if "ORDER" in form.fields else ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else LAST


class WordingRows(_Rows):
    """The wordings of a step."""

    def clean(self) -> None:
        """No two of one name."""
        seen: set[str] = set()
        for form in self.kept():
            name = getattr(form, "cleaned_data", {}).get("name", "")
            if name and name in seen:
                form.add_error("name", _("Another variant of this step has this name."))
            seen.add(name)

    def wordings(self) -> list[Wording]:
        """As they are planned; one without a name gets the next letter."""
        rows = self.kept()
        typed = {form.cleaned_data["name"] for form in rows}
        letters = (letter for letter in ascii_uppercase if letter not in typed)
        return [form.wording(form.cleaned_data["name"] or next(letters)) for form in rows]


WordingFormSet = forms.formset_factory(
    WordingForm,
    formset=WordingRows,
    extra=1,
    min_num=1,
    max_num=MOST_WORDINGS,
    absolute_max=MOST_WORDINGS + 1,
    validate_max=True,
    can_delete=True,
)


class StepForm(RowForm):
    """One message: by which channels, when, to whom of those still in it, and its wordings."""

    first = forms.ChoiceField(
        label=pgettext_lazy("channel", "By"),
        choices=_LANES,
        initial=USUAL[0],
        error_messages={"required": _("Say by which channel it goes.")},
    )
    second = forms.ChoiceField(
        label=pgettext_lazy("channel", "else by"), choices=[("", NOTHING), *_LANES], initial=USUAL[1], required=False
    )
    third = forms.ChoiceField(
        label=pgettext_lazy("channel", "else by"), choices=[("", NOTHING), *_LANES], initial=USUAL[2], required=False
    )
    after_days = _numbers(_("Days after the step before"), 0, LONGEST_WAIT, 0)
    condition = forms.ChoiceField(
        label=pgettext_lazy("step", "Goes"),
        choices=Step.Condition.choices,
        initial=Step.Condition.ALWAYS,
        required=False,
        help_text=_("Who has done what the campaign is for gets no further step."),
    )
    picks_winner_by = forms.ChoiceField(
        label=_("The winner is told by"),
        choices=cast("Any", Step._meta.get_field("picks_winner_by").choices),
        required=False,
    )
    test_percent = _numbers(_("Tried on, percent"), 1, 100, 20)
    winner_after_hours = _numbers(_("Told after, hours"), 1, 24 * 14, 24)

    def __init__(self, *args: Any, purpose: str, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = WordingFormSet(
            self.data if self.is_bound else None,
            prefix=f"{self.prefix}-wordings",
            initial=self.initial.get("wordings"),
            form_kwargs={"purpose": purpose, "offered": offered},
        )
        self.wordings = cast("WordingRows", rows)

    def has_changed(self) -> bool:
        """Whether anything of it was typed, or in one of its wordings."""
        return self.is_posted and (super().has_changed() or any(form.has_changed() for form in self.wordings.forms))

    def is_valid(self) -> bool:
        """Together with its wordings, unless it was left empty."""
        is_sound = super().is_valid()
        if self.empty_permitted and not self.has_changed():
            return is_sound
        return self.wordings.is_valid() and is_sound

    def clean(self) -> dict[str, Any]:
        """A second variant where one of them wins."""
        found = super().clean() or {}
        self.wordings.full_clean()  # which of them are kept is known only then
        if found.get("picks_winner_by") and len(self.wordings.kept()) == 1:
            self.add_error("picks_winner_by", _("A winner needs a second variant."))
        return found

    @property
    def channels(self) -> list[str]:
        """In order of preference, each once."""
        typed = (self.cleaned_data.get(name, "") for name in ("first", "second", "third"))
        return list(dict.fromkeys(road for road in typed if road))

    def step(self, *, is_first: bool) -> StepPlan:
        """As it is planned; the first one goes at once, to everybody."""
        found = self.cleaned_data
        return StepPlan(
            self.channels,
            self.wordings.wordings(),
            0 if is_first else found["after_days"] or 0,
            Step.Condition.ALWAYS if is_first else found["condition"] or Step.Condition.ALWAYS,
            found["picks_winner_by"],
            found["test_percent"] or StepPlan.test_percent,
            found["winner_after_hours"] or StepPlan.winner_after_hours,
        )


class StepRows(_Rows):
    """The steps of a campaign."""

    def steps(self) -> list[StepPlan]:
        """As they are planned, in their order."""
        return [form.step(is_first=not number) for number, form in enumerate(self.kept())]


StepFormSet = forms.formset_factory(
    StepForm,
    formset=StepRows,
    extra=1,
    min_num=1,
    max_num=MOST_STEPS,
    absolute_max=MOST_STEPS + 1,
    validate_max=True,
    can_order=True,
    can_delete=True,
)


def initial_steps(plans: list[StepPlan]) -> list[dict[str, Any]]:
    """`plans` as the rows begin."""
    return [_initial(plan) for plan in plans]


def _initial(plan: StepPlan) -> dict[str, Any]:
    lanes = [*plan.channels, "", "", ""]
    wordings = [
        {
            "name": one.name,
            "weight": one.weight,
            "template": one.template.pk,
            "voucher_type": one.voucher_type.pk if one.voucher_type else None,
            "points": one.points,
            "cost": one.cost.normalize() if one.cost else 0,
        }
        for one in plan.wordings
    ]
    return {
        "first": lanes[0],
        "second": lanes[1],
        "third": lanes[2],
        "after_days": plan.after_days,
        "condition": plan.condition,
        "picks_winner_by": plan.picks_winner_by,
        "test_percent": plan.test_percent,
        "winner_after_hours": plan.winner_after_hours,
        "wordings": wordings,
    }
