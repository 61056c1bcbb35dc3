"""What staff type to get in, and to say again that it is they."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from django.utils.translation import gettext_lazy as _

from .handing import HANDED_KEY


class SignInForm(LoginForm):
    """allauth's form in our words: its errors name the fields as the page does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["password"].help_text = ""  # the way to a new password stands below the button, once
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)  # it would say what the label says
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ConfirmForm(ReauthenticateForm):
    """allauth's form as ours look: the field in focus, no placeholder, the way to a new password below the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        if context.request is not None and HANDED_KEY in context.request.session:
            # A password that the browser fills in by itself keeps no guest out.
            self.fields["password"].widget.attrs["autocomplete"] = "new-password"
        if not self.is_bound:  # after a mistake the focus is on what is said about it
            self.fields["password"].widget.attrs["autofocus"] = True
