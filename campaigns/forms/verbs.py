"""What is typed when something is done with a campaign."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VerbForm(forms.Form):
    """Nothing but a yes."""

    use_required_attribute = False


class WhyForm(VerbForm):
    """A reason, for whoever reads the campaign later."""

    because = forms.CharField(
        label=_("Why"),
        max_length=200,
        error_messages={"required": _("Say why: it stands beside the state for everybody to read.")},
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
