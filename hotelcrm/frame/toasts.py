"""Short notes after something was done: shown for a while, with undo where undo exists."""

from typing import TypedDict

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django_stubs_ext import StrOrPromise


class Note(TypedDict):
    """A note as ``toasts.js`` takes it; `undo` is an address to post to, or empty."""

    text: str
    level: str
    undo: str


def say(request: HttpRequest, text: StrOrPromise, *, undo: str = "") -> None:
    """Tell the person that something is done; `undo` is the address that takes it back when posted to.

    Works for a redirect, a full page and a partial alike.
    """
    messages.success(request, text, extra_tags=undo)


def as_event(message: Message) -> Note:
    """The message as data for the browser."""
    tags = message.extra_tags or ""
    undo = tags if tags.startswith("/") else ""  # libraries put words of their own there
    return {"text": str(message.message), "level": message.level_tag, "undo": undo}
