"""The providers that anymail speaks to, and how each proves that a report is its own."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailNotSupportedWarning
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from hotelcrm.outbox.transports.contract import SenderFaultError


@dataclass(frozen=True)
class Provider:
    """One of anymail's modules; `webhook` is the class that reads its reports, None where it sends none.

    `proofs` are the options whose secrets sign a report; without any of them it is the user and password in the address
    (``webhook_secret``, ``user:password``) that prove it.
    """

    module: str
    webhook: str | None
    proofs: tuple[str, ...] = ()

    def backend(self, options: dict[str, Any]) -> Any:
        """Its e-mail backend. Raises `SenderFaultError` when options or a library of the provider's are missing."""
        try:
            with _unwarned():
                return import_module(f"anymail.backends.{self.module}").EmailBackend(**options)
        except (ImproperlyConfigured, ImportError, TypeError, ValueError) as fault:
            sentence = _("What %(provider)s needs is missing: %(fault)s")
            raise SenderFaultError(sentence % {"provider": self.module, "fault": _brief(fault)}) from fault

    def listener(self, options: dict[str, str]) -> Any:
        """A view of anymail's that verifies and reads reports. Raises `SenderFaultError` without any proof."""
        wanted = {name: options[name] for name in (*self.proofs, "webhook_secret") if options.get(name)}
        if self.webhook is None or not wanted:
            raise SenderFaultError(_("Reports are refused: nothing is set that proves whose they are."))
        view = getattr(import_module(f"anymail.webhooks.{self.module}"), self.webhook)
        try:
            with _unwarned():
                return view(**wanted)
        except (ImproperlyConfigured, ImportError, ValueError) as fault:
            raise SenderFaultError(_brief(fault)) from fault


@contextmanager
def _unwarned() -> Iterator[None]:
    """Anymail no longer tries SendGrid out itself, and says so each time it is used; it works."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        yield


def _brief(fault: Exception) -> str:
    """The first line: what follows may repeat what was set."""
    return str(fault).partition("\n")[0][:120]


# Not among them: Amazon SES. Its answers come from a library of its own, not over HTTP; SMTP reaches it as well.
PROVIDERS = {
    "brevo": Provider("brevo", "BrevoTrackingWebhookView"),
    "mailersend": Provider("mailersend", "MailerSendTrackingWebhookView", ("signing_secret",)),
    "mailgun": Provider("mailgun", "MailgunTrackingWebhookView", ("webhook_signing_key",)),
    "mailjet": Provider("mailjet", "MailjetTrackingWebhookView"),
    "mailtrap": Provider("mailtrap", "MailtrapTrackingWebhookView", ("tracking_secret",)),
    "mandrill": Provider("mandrill", "MandrillCombinedWebhookView", ("webhook_key", "webhook_url")),
    "postal": Provider("postal", "PostalTrackingWebhookView", ("webhook_key",)),
    "postmark": Provider("postmark", "PostmarkTrackingWebhookView"),
    "resend": Provider("resend", "ResendTrackingWebhookView", ("signing_secret",)),
    "scaleway": Provider("scaleway", None),
    "sendgrid": Provider("sendgrid", "SendGridTrackingWebhookView", ("tracking_webhook_verification_key",)),
    "sparkpost": Provider("sparkpost", "SparkPostTrackingWebhookView"),
    "unisender_go": Provider("unisender_go", "UnisenderGoTrackingWebhookView", ("api_key",)),
}
