"""How allauth signs staff in here."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody signs up. What goes wrong is said in our words."""

    error_messages: ClassVar[dict[str, StrPromise | str]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": _("This is not your password. Look at Caps Lock, and type it again."),
        "email_password_mismatch": _("The name or the password is not right."),
        "username_password_mismatch": _("The name or the password is not right."),
        "too_many_login_attempts": _("Too many wrong passwords. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        return False
