"""Finding the guest whom a stay belongs to, by what the desk types; the full search box is the desk's."""

from django.db.models import Q

from guests.models import Contact, Guest
from guests.queries.names import named
from guests.search import read

MOST = 12
ENOUGH = 60


def candidates(text: str, *, country: str) -> list[Guest]:
    """At most `MOST` guests that `text` may mean: the beginning of a name, a phone (whole or last four), a number.

    `country` is where a phone number without a code is dialled. A profile merged away stands for the one
    it was merged into, an erased one for nobody.
    """
    question = read(text, country=country)
    found: set[int] = set()
    for name in question.names:
        found.update(named(name, most=ENOUGH))
    reach = Q(value_index__in=question.contacts)
    if question.ending is not None:
        reach |= Q(last4_index=question.ending)
    if question.contacts or question.ending is not None:
        found.update(Contact.objects.filter(reach).order_by("pk").values_list("guest", flat=True)[:ENOUGH])
    wanted = Q(pk__in=found)
    if question.number is not None:
        wanted |= Q(number=question.number)
    survivors = Guest.objects.filter(wanted).exclude(merged_into=None).values("merged_into")
    wanted |= Q(pk__in=survivors)
    return list(Guest.objects.current().filter(wanted).select_related("company").order_by("full_name", "pk")[:MOST])
