"""A test message from a sender to oneself: does what the provider told us work?"""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from guests import normalise
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.outbox.actions.fitting import UNAPPROVED
from hotelcrm.outbox.actions.queueing import queue_to_staff
from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.transports.sms.approved import APPROVED_ONLY

READ = {Road.EMAIL: normalise.email, Road.SMS: normalise.phone}


class TestForm(forms.Form):
    """Where to; `occasion` makes a double click one message."""

    address = forms.CharField(
        label=_("address of yours"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("E-mail address, phone number, or member ID at WeCom."),
    )
    occasion = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, channel: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.channel = channel

    def clean_address(self) -> str:
        """As it is written to."""
        typed: str = self.cleaned_data["address"].strip()
        try:
            return READ[Road(self.channel)](typed) if self.channel in READ else typed
        except normalise.Unreadable as fault:
            raise forms.ValidationError(fault.sentence) from fault


def hotel_of(sender: Sender) -> Hotel | None:
    """A hotel whose messages take this sender: for one of the group's, one that has none of its own."""
    if sender.hotel is not None:
        return sender.hotel
    own = Sender.objects.filter(hotel=OuterRef("pk"), channel=sender.channel, is_active=True)
    return Hotel.objects.exclude(Exists(own)).order_by("pk").first()


def try_sender(request: HttpRequest, user: User, sender: Sender, context: dict[str, object]) -> HttpResponse:
    """Ask where to, and queue a message there; how the sender fares stands on its page."""
    back = redirect("admin:outbox_sender_change", sender.pk)
    if sender.transport in APPROVED_ONLY:
        messages.error(request, str(UNAPPROVED))
        return back
    hotel = hotel_of(sender) if sender.is_active else None
    if hotel is None:
        messages.error(request, gettext("No hotel sends by this sender: put it in use first."))
        return back
    first = {"occasion": uuid4(), "address": user.email if sender.channel == Road.EMAIL else ""}
    form = TestForm(sender.channel, request.POST or None, initial=first)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(
            request, "admin/outbox/sender/test.html", context | {"form": form, "sender": sender}, status=status
        )
    with override(user.language or None):
        queue_to_staff(
            user,
            hotel=hotel,
            channel=sender.channel,
            key=f"sender-test:{sender.pk}:{form.cleaned_data['occasion']}",
            subject=gettext("A test"),
            body=gettext("This is a test of %(sender)s. Whoever reads it may forget it.") % {"sender": sender.name},
            at=timezone.now(),
            address=form.cleaned_data["address"],
            by=user,
        )
    messages.success(request, gettext("The test is on its way."))
    return back
