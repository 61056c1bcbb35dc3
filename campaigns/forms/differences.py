"""What somebody else saved of a campaign, beside what was typed meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaigns.actions.drafting import StepPlan, planned
from campaigns.models import Campaign, Step
from hotelcrm.frame import formats
from hotelcrm.outbox.models.sender import Road

from .campaigns import ONCE, PlanForms

NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    """A field as it is saved now, and as it was typed."""

    label: str
    theirs: str
    typed: str


def differences(current: Campaign, forms: PlanForms) -> list[Difference]:
    """Field by field where the two differ; the steps as one. What was typed and is not sound is not compared."""
    form = forms.form
    rows = []
    for field in form.visible_fields():
        if field.name not in form.cleaned_data:
            continue
        theirs, typed = _saved(current, field.name), form.cleaned_data[field.name]
        if field.name == "excluded":
            typed = list(typed)
        if theirs != typed:
            choices = getattr(field.field, "choices", None) if isinstance(typed, str) else None
            rows.append(Difference(str(field.label), _shown(theirs, choices), _shown(typed, choices)))
    if forms.steps.is_valid() and planned(current) != forms.step_plans():
        rows.append(Difference(_("Steps"), said(planned(current)), said(forms.step_plans())))
    return rows


def said(steps: Sequence[StepPlan]) -> str:
    """Steps in words, one a line."""
    return "\n".join(f"{number}. {_step(step)}" for number, step in enumerate(steps, 1))


def _saved(current: Campaign, name: str) -> Any:
    return list(current.excluded.order_by("name_en", "pk")) if name == "excluded" else getattr(current, name)


def _shown(value: Any, choices: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(row) for row in value) or NOTHING
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, Model):
        return str(value)
    if choices is not None:
        return capfirst(str(_flat(choices).get(value or ONCE, value))) or NOTHING
    return NOTHING if value in {None, ""} else str(value)


def _flat(choices: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for value, label in choices:
        found |= dict(label) if isinstance(label, list | tuple) else {value: label}
    return found


def _step(step: StepPlan) -> str:
    parts = [", ".join(str(Road(channel).label) for channel in step.channels)]
    if step.after_days:
        parts.append(_("after %(n)s days") % {"n": step.after_days})
    if step.condition != Step.Condition.ALWAYS:
        parts.append(str(Step.Condition(step.condition).label))
    parts += [
        f"{one.name} ×{one.weight} {one.template.name}" if len(step.wordings) > 1 else one.template.name
        for one in step.wordings
    ]
    parts += [str(given) for one in step.wordings for given in (one.voucher_type,) if given]
    return " · ".join(parts)
