"""Guests by their number."""

from guests.models import Guest


def standing(number: int) -> Guest:
    """The guest with this number, or the one it was merged into. Raises `Guest.DoesNotExist`, also when erased."""
    guest = Guest.objects.select_related("company", "merged_into__company").get(number=number)
    while guest.merged_into is not None:
        guest = guest.merged_into
    if guest.erased_at is not None:
        raise Guest.DoesNotExist
    return guest
