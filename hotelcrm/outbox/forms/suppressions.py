"""An address looked up, put on the list or taken off it. It is typed and posted, and only its blind index is kept."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guests import normalise
from guests.actions.contacts import normalised
from hotelcrm.frame.layouts import Row, laid_out
from hotelcrm.outbox.actions.suppressing import KINDS, index_of
from hotelcrm.outbox.models import Suppression
from hotelcrm.outbox.models.sender import Road

Why = Suppression.Why


class Because(TextChoices):
    """Why staff put an address on the list: its note."""

    ASKED = "asked", _("the guest asked for it")
    WRONG_PERSON = "wrong_person", _("it belongs to somebody else")
    LAW = "law", _("a lawyer or an authority wants it")


class Lifting(TextChoices):
    """Why an address is taken off the list."""

    WORKS = "works", _("the address works again")
    MISTAKE = "mistake", _("it was put there by mistake")
    ASKED = "asked", _("the guest asks to be written to")


# What the guest decided, only the guest takes back; an address does not come to life by being wished for.
LIFTED_FOR: dict[str, tuple[Lifting, ...]] = {
    Why.DEAD: (Lifting.WORKS, Lifting.MISTAKE),
    Why.COMPLAINT: (Lifting.ASKED, Lifting.MISTAKE),
    Why.UNSUBSCRIBED: (Lifting.ASKED, Lifting.MISTAKE),
    Why.ERASED: (Lifting.ASKED,),
    Why.STAFF: (Lifting.MISTAKE, Lifting.ASKED),
}


class AddressForm(forms.Form):
    """Which address, as typed; `index` is all that is asked of the database."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=[pair for pair in Road.choices if pair[0] in {str(road) for road in KINDS}]
    )
    address = forms.CharField(label=_("Address or number"), max_length=254, strip=True)

    helper = laid_out(Row("channel", "address"))

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.fields["address"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})

    @property
    def index(self) -> bytes:
        """The blind index of the address; of a form found valid."""
        return index_of(self.cleaned_data["channel"], self.cleaned_data["address"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                data["address"] = normalised(KINDS[Road(data["channel"])], data["address"], country=self.country)
            except normalise.Unreadable as error:
                self.add_error("address", str(error))
        return data


class SuppressForm(AddressForm):
    """An address that staff put on the list."""

    because = forms.ChoiceField(label=_("Reason"), choices=Because.choices, widget=forms.RadioSelect)

    helper = laid_out("because")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("channel", "address"):  # what was looked up, which the page says above
            self.fields[name].widget = forms.HiddenInput()


class LiftForm(forms.Form):
    """Why a row of the list no longer holds; which reasons count depends on why it stands there."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)

    helper = laid_out("reason")

    def __init__(self, *args: Any, row: Suppression, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(reason.value, reason.label) for reason in LIFTED_FOR[row.why]]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]
