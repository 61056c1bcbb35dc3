"""Members among the invented guests, so that search, boards and guest pages are measured with a programme in use.

A demo of a million leaves the programme empty: its history would take longer than the guests themselves.
"""

from typing import Final

from django.db import connection, transaction

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.demo.copying import reserve
from loyalty import numbers
from loyalty.models import Member, Programme, Tier

ONE_IN: Final = 3  # guests is a member
SETTLE: Final = "VACUUM (ANALYZE) loyalty_member"
_ENROL: Final = """
    INSERT INTO loyalty_member (guest_id, number, hotel_id, joined_on, tier_id, earned_tier_id)
    SELECT who.guest_id, who.number, %s, %s, %s, %s FROM unnest(%s::bigint[], %s::text[]) AS who (guest_id, number)
    ON CONFLICT DO NOTHING
"""


def enrol_some(hotel: Hotel) -> None:
    """Make every `ONE_IN`th guest a member of the lowest tier, once; asked again, it changes nothing."""
    guests = list(Guest.objects.current().order_by("pk").values_list("pk", flat=True)[::ONE_IN])
    if Member.objects.count() >= len(guests):
        return
    programme, tier = Programme.current(), Tier.objects.order_by("rank")[0]
    with transaction.atomic(), connection.cursor() as cursor:
        start = reserve("loyalty_member_number", len(guests))
        drawn = [numbers.make(programme.number_prefix, start + place) for place in range(len(guests))]
        cursor.execute(_ENROL, [hotel.pk, hotel.today(), tier.pk, tier.pk, guests, drawn])
    with connection.cursor() as cursor:
        cursor.execute(SETTLE)


def some_numbers(most: int) -> list[str]:
    """Numbers of members as they are typed from a card, in fours and in one."""
    rows = Member.objects.filter(closed_on=None).order_by("-pk").values_list("number", flat=True)[:most]
    return [numbers.shown(number) if place % 2 else number for place, number in enumerate(rows)]
