"""What a sender was told, as its transport reads it."""

from collections.abc import Mapping
from json import JSONDecodeError, loads
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .contract import Option, SenderFaultError

if TYPE_CHECKING:
    from hotelcrm.outbox.models import Sender


def told(sender: "Sender") -> dict[str, str]:
    """The options of `sender` as they are stored; none, where what is stored is no JSON object."""
    try:
        found = loads(sender.options or "{}")
    except JSONDecodeError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def read(sender: "Sender", options: tuple[Option, ...]) -> Mapping[str, str]:
    """A value for each of `options`: the one stored, else its default. Raises `SenderFaultError` for one missing."""
    stored = told(sender)
    found = {option.key: stored.get(option.key, "") or option.default for option in options}
    missing = [str(option.label) for option in options if option.is_required and not found[option.key]]
    if missing:
        raise SenderFaultError(_("Not set: %(options)s") % {"options": ", ".join(missing)})
    return found
