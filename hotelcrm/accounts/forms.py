"""What staff type to get in."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """allauth's form in our words: its errors name the fields as the page does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["password"].help_text = ""  # the way to a new password stands below the button, once
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)  # it would say what the label says
        self.fields["login"].widget.attrs["autocomplete"] = "username"
