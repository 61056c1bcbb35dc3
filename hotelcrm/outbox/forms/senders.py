"""One sender: first which road it is, then what its provider wants to know."""

import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports import Option, SenderFaultError, Transport, transport_called, transports_for
from hotelcrm.outbox.transports.options import told
from hotelcrm.outbox.transports.reports import REPORT_TOKEN

PREFIX = "option_"
RENEW = "renew_report_token"
SECRET_BYTES = 24  # 192 bits
WIDE = {"class": "vTextField"}  # as Django's admin draws its own: within a phone's width
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# Options that hold an address of an interface: credentials and guests' numbers are sent there.
ADDRESSES = {"endpoint", "api_url"}


def roads() -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of channel and transport together: not every transport serves every channel."""
    return [
        (str(road.label), [(f"{road}:{one.name}", str(one.label)) for one in transports_for(road.value)])
        for road in Road
    ]


class NewSenderForm(forms.ModelForm[Sender]):
    """Which road, and under what name; what the provider wants to know is asked next."""

    road = forms.ChoiceField(label=_("channel and provider"), choices=roads)

    class Meta:
        model = Sender
        fields = ("hotel", "name", "address", "per_second")

    def save(self, commit: bool = True) -> Sender:  # noqa: FBT001, FBT002 (Django's signature)
        """Out of use until its provider's options are entered."""
        channel, _colon, transport = self.cleaned_data["road"].partition(":")
        self.instance.channel, self.instance.transport, self.instance.is_active = channel, transport, False
        options = {REPORT_TOKEN.key: new_token()} if hears_by_token(transport_called(transport)) else {}
        self.instance.options = json.dumps(options)
        return super().save(commit)


class SenderForm(forms.ModelForm[Sender]):
    """A sender; `form_for` adds a field for each option. A secret is never shown; left empty, it stays."""

    class Meta:
        model = Sender
        fields = ("hotel", "name", "address", "per_second", "is_active")

    def clean(self) -> dict[str, Any]:
        """Refuse what the transport refuses, and addresses to which secrets would travel readably."""
        cleaned = super().clean() or {}
        for key in ADDRESSES:
            name = PREFIX + key
            if cleaned.get(name) and not _is_private(cleaned[name]):
                self.add_error(name, _("It begins with https://, or everybody on the way reads what is sent there."))
        if cleaned.get("is_active") and self._others(cleaned.get("hotel")).exists():
            self.add_error("is_active", _("There is a sender in use for this channel already."))
        if not self.errors:
            self._try_it(cleaned)
        return cleaned

    def _others(self, hotel: Hotel | None) -> QuerySet[Sender]:
        """Those in use in the same place; Django leaves the constraint out, for the channel is no field here."""
        others = Sender.objects.filter(channel=self.instance.channel, hotel=hotel, is_active=True)
        return others.exclude(pk=self.instance.pk)

    def _try_it(self, cleaned: dict[str, Any]) -> None:
        """Open the road as a worker would; that sends nothing."""
        self.instance.options = json.dumps(self._options(cleaned), ensure_ascii=False)
        self.instance.address = cleaned.get("address", "")
        try:
            transport_called(self.instance.transport).open(self.instance).close()
        except SenderFaultError as fault:
            self.add_error(None, str(fault))

    def _options(self, cleaned: dict[str, Any]) -> dict[str, str]:
        """What was stored, with what was typed now; what no field asks for stays."""
        found = told(self.instance)
        transport = transport_called(self.instance.transport)
        for option in asked(transport):
            typed = str(cleaned.get(PREFIX + option.key) or "")
            if typed or not option.is_secret:
                found[option.key] = typed
        if hears_by_token(transport) and (cleaned.get(RENEW) or not found.get(REPORT_TOKEN.key)):
            found[REPORT_TOKEN.key] = new_token()
        return found


def form_for(sender: Sender) -> type[SenderForm]:
    """The form with a field for each option of `sender`'s transport, as Django's admin wants to know beforehand."""
    transport, stored = transport_called(sender.transport), told(sender)
    fields: dict[str, Any] = {
        PREFIX + option.key: _field(option, stored.get(option.key, "")) for option in asked(transport)
    }
    if hears_by_token(transport):
        fields[RENEW] = forms.BooleanField(
            label=_("a new secret in that address"),
            required=False,
            help_text=_("Then enter the new address at the provider: the old one is turned away."),
        )
    return type("SenderForm", (SenderForm,), fields)


def asked(transport: Transport) -> list[Option]:
    """What people are asked for; the secret in the address for reports we make ourselves."""
    return [option for option in transport.options if option.key != REPORT_TOKEN.key]


def hears_by_token(transport: Transport) -> bool:
    """Whether whoever knows its address for reports is its provider."""
    return REPORT_TOKEN in transport.options


def new_token() -> str:
    """A secret for an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def _field(option: Option, stored: str) -> forms.Field:
    if not option.is_secret:
        return forms.CharField(
            label=option.label,
            required=option.is_required,
            initial=stored or option.default,
            widget=forms.TextInput(attrs=WIDE),
            max_length=500,
        )
    return forms.CharField(
        label=option.label,
        required=option.is_required and not stored,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"} | WIDE),
        help_text=_("Set. Left empty, it stays as it is.") if stored else "",
        max_length=2_000,
    )


def _is_private(address: str) -> bool:
    """Whether what is sent to `address` can be read by nobody on the way."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
