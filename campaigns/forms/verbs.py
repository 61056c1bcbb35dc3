"""What is typed when something is done with a campaign."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guests.models import Guest


class VerbForm(forms.Form):
    """Nothing but a yes."""

    use_required_attribute = False


class ApproveForm(VerbForm):
    """A yes to what was `seen`: what was changed since the dialog opened is not agreed to unseen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=129)


class WhyForm(VerbForm):
    """A reason, for whoever reads the campaign later."""

    because = forms.CharField(
        label=_("Why"),
        max_length=200,
        error_messages={"required": _("Say why: it stands beside the state for everybody to read.")},
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


class LookUpForm(forms.Form):
    """A few letters of a name, or the number of the guest they mean."""

    q = forms.CharField(required=False, max_length=200)
    guest = forms.ModelChoiceField(Guest.objects.current(), required=False, to_field_name="number")
