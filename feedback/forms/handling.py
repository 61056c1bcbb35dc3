"""What is done with a ticket on its page. Each form carries a key, so that a double click does it once."""

import secrets
from typing import Any, Self, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.actions.attaching import TooBigError
from feedback.models import Category, Cause, Severity, State, Ticket
from feedback.queries.categories import Leaf, leaves
from feedback.queries.handlers import handlers
from feedback.rules.files import MOST_BYTES
from feedback.rules.states import moves
from guests.models import Guest
from hotelcrm.accounts.models import User

from .opening import DEPARTMENTS, DESK, LONGEST, chosen, in_branches

KEY = 40


def writing(label: Any, rows: int = 4, **attrs: str) -> forms.CharField:
    """A field for words."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, **attrs}))


class TicketForm(forms.Form):
    """What all of them have: the ticket it is about, and the key."""

    use_required_attribute = False
    is_asked_for = True  # in a dialog of its own, whose first field takes the focus

    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY)

    def __init__(self, data: Any = None, files: Any = None, *, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(data, files, prefix=self.name, **kwargs)
        self.ticket = ticket
        self.fields["key"].initial = secrets.token_hex(8)
        typed = (field for field in self.visible_fields() if "data-search-select" not in field.field.widget.attrs)
        first = next(typed, None)
        if self.is_asked_for and first is not None:
            first.field.widget.attrs["autofocus"] = True

    def said(self) -> dict[str, Any]:
        """What the action is told, apart from who and when."""
        return self.cleaned_data

    @property
    def name(self) -> str:
        """What distinguishes its fields from those of the other forms of the page."""
        return type(self).__name__.removesuffix("Form").lower()


class AnswerForm(TicketForm):
    """Words for the guest, with the version of the ticket that was on the page: a colleague may answer meanwhile."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, files: Any = None, *, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(data, files, ticket=ticket, **kwargs)
        self.fields["seen_version"].initial = ticket.version

    def again(self, ticket: Ticket, *, seen_version: int) -> Self:
        """The same words for `ticket`, by somebody who has seen that version of it."""
        typed = cast("QueryDict", self.data).copy()
        typed[self.add_prefix("seen_version")] = str(seen_version)
        return type(self)(typed, ticket=ticket)


class ReplyForm(AnswerForm):
    """Words for the guest while the ticket is at work."""

    is_asked_for = False
    text = writing(_("What the guest reads"))


class NoteForm(TicketForm):
    """Words for colleagues, and who is to see them."""

    is_asked_for = False
    text = writing(_("What colleagues read"))
    mentions = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who is to see it"),
        required=False,
        widget=forms.SelectMultiple(attrs={"data-search-select": ""}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(data, files, ticket=ticket, **kwargs)
        self.fields["mentions"].queryset = handlers(ticket.hotel_id)  # type: ignore[attr-defined]


class SpokeForm(TicketForm):
    """What was said to the guest, in person or by phone."""

    is_asked_for = False
    text = writing(_("What was said"))


class StateForm(TicketForm):
    """Where the ticket goes from where it stands, and why."""

    state = forms.ChoiceField(label=_("State"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Why, or what was done"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, files: Any = None, *, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(data, files, ticket=ticket, **kwargs)
        # Posted from a page that shows an older state: what may no longer be done is refused by the action, in words.
        offered = list(State) if self.is_bound else moves(ticket.kind, ticket.state)
        self.fields["state"].choices = [(to.value, capfirst(to.label)) for to in offered]  # type: ignore[attr-defined]


class AssignForm(TicketForm):
    """Whose the ticket is: a department, and somebody in person or nobody."""

    owner = forms.ModelChoiceField(
        User.objects.none(), label=pgettext_lazy("ticket", "Owner"), required=False, empty_label=_("nobody yet")
    )
    department = forms.ChoiceField(label=_("Department"), choices=DEPARTMENTS)

    def __init__(self, data: Any = None, files: Any = None, *, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(data, files, ticket=ticket, **kwargs)
        self.fields["owner"].queryset = handlers(ticket.hotel_id)  # type: ignore[attr-defined]
        self.fields["owner"].initial = ticket.owner_id
        self.fields["department"].initial = ticket.department or DESK

    def clean_department(self) -> str:
        """As the row has it."""
        named: str = self.cleaned_data["department"]
        return "" if named == DESK else named


class VerifyForm(TicketForm):
    """Who was asked, what was found, and whether it is so."""

    asked = forms.CharField(label=_("Who was asked"), max_length=200)
    found = writing(_("What was found"), rows=3)
    is_true = forms.TypedChoiceField(
        label=_("Is it so?"),
        choices=[("yes", _("It is so")), ("no", _("It is not so"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )


class ChangeForm(TicketForm):
    """What the ticket is about.

    Each field carries what it was when the page was drawn: what the person left as it was stays as colleagues have
    made it since. Who does not see guests names none, for numbers can be counted through.
    """

    category = forms.ChoiceField(
        label=pgettext_lazy("ticket", "Category"),
        required=False,
        widget=forms.Select(attrs={"data-search-select": ""}),
        show_hidden_initial=True,
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=Severity.choices, coerce=int, show_hidden_initial=True
    )
    cause = forms.ModelChoiceField(
        Cause.objects.none(),
        label=_("Root cause"),
        required=False,
        empty_label=_("not found yet"),
        show_hidden_initial=True,
    )
    room = forms.CharField(label=_("Room"), max_length=20, required=False, show_hidden_initial=True)
    guest = forms.ModelChoiceField(
        Guest.objects.none(),
        label=_("Guest number"),
        required=False,
        to_field_name="number",
        widget=forms.NumberInput,
        show_hidden_initial=True,
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, ticket: Ticket, sees_guests: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, files, ticket=ticket, **kwargs)
        self._leaves = _leaves_for(ticket)
        self.fields["category"].choices = in_branches(self._leaves)  # type: ignore[attr-defined]
        causes = Cause.objects.filter(Q(is_active=True) | Q(pk=ticket.cause_id))
        self.fields["cause"].queryset = causes  # type: ignore[attr-defined]
        if sees_guests:
            self.fields["guest"].queryset = Guest.objects.current()  # type: ignore[attr-defined]
        else:
            del self.fields["guest"]
        self.initial.update(
            category=ticket.category_id,
            severity=ticket.severity,
            cause=ticket.cause_id,
            room=ticket.room,
            guest=ticket.guest.number if ticket.guest else None,
        )

    def clean_category(self) -> Category | None:
        """The row behind the choice."""
        return chosen(self._leaves, self.cleaned_data["category"])

    def clean(self) -> dict[str, Any]:
        """What somebody else changed too since the page was drawn is shown first; saved again, it is as typed."""
        for name in self._changed():
            now, field = self._as_sent(name), self[name]
            if self.data.get(field.html_initial_name, now) == now or self.data.get(field.html_name) == now:
                continue
            sent = cast("QueryDict", self.data).copy()
            sent[field.html_initial_name] = now
            self.data = sent
            fault = _("Meanwhile somebody changed this: it is “%(now)s” now. Save again if yours is right.")
            self.add_error(name, fault % {"now": self._as_read(name)})
        return super().clean() or {}

    def said(self) -> dict[str, Any]:
        """The fields that the person changed."""
        return {name: self.cleaned_data[name] for name in ("key", *self._changed())}

    def _changed(self) -> list[str]:
        return [name for name in self.changed_data if name != "key"]

    def _as_sent(self, name: str) -> str:
        """What a field of a form drawn now would send."""
        value = self.initial.get(name)
        return "" if value is None else str(value)

    def _as_read(self, name: str) -> str:
        """What the ticket says now."""
        row = self.ticket
        if name == "category":
            return next((leaf.name for leaf in self._leaves if leaf.category.pk == row.category_id), "—")
        found = {"severity": row.get_severity_display(), "cause": row.cause, "room": row.room, "guest": row.guest}
        return str(found[name] or "—")


def _leaves_for(ticket: Ticket) -> list[Leaf]:
    """The categories in use, and that of the ticket, be it retired: a form without a word for it would take it off."""
    found = leaves()
    if ticket.category_id in {None, *(leaf.category.pk for leaf in found)}:
        return found
    return [*found, *(leaf for leaf in leaves(with_retired=True) if leaf.category.pk == ticket.category_id)]


class OtherTicketForm(TicketForm):
    """Another ticket, by its number."""

    other = forms.CharField(label=_("Ticket"), max_length=20, help_text=_("Its number, such as T-128."))

    def clean_other(self) -> int:
        """The number behind ``T-128`` or ``128``."""
        text = self.cleaned_data["other"].strip().upper().removeprefix("T-")
        if not (text.isascii() and text.isdigit()):
            raise forms.ValidationError(_("That is not the number of a ticket."))
        return int(text)


class MergeForm(OtherTicketForm):
    """The ticket into which this one goes."""


class LinkForm(OtherTicketForm):
    """A ticket that has to do with this one."""


class AttachForm(TicketForm):
    """A file to keep with the ticket; what it is is decided by its content."""

    file = forms.FileField(label=_("File"), help_text=_("A picture or a PDF, up to 10 MB."), max_length=200)

    def clean_file(self) -> "UploadedFile[Any]":
        """Not more than is kept, by the size alone: a large one waits on the disk and is never read into memory."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(str(TooBigError.sentence))
        return file
