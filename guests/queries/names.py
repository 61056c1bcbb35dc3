"""Names from their beginnings: one range of the index of name keys, whoever asks."""

from guests.models import NameKey

LAST_SIGN = "\U0010ffff"


def behind(beginning: str) -> str:
    """What stands behind every name key that begins so: the open end of a range."""
    return beginning + LAST_SIGN


def named(beginning: str, *, most: int) -> list[int]:
    """The keys of guests with a name key that begins so, each once, in the order of the name keys.

    `beginning` is folded as `guests.names` does it. No more than `most` name keys are read, so that a common name costs
    no more than a rare one; profiles that were merged away or erased may be among the guests.
    """
    keys = NameKey.objects.filter(text__gte=beginning, text__lt=behind(beginning)).order_by("text")
    return list(dict.fromkeys(keys.values_list("guest_id", flat=True)[:most]))
