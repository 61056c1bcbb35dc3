"""Who is at a campaign: one who changes it, or several workers who take its steps, each with guests of their own.

Locks of the row alone do not do for both: workers who share one follow each other as long as anybody is due, and who
wants to pause the campaign would wait for the last of them. So a campaign has seats, for which the database keeps a
queue: a worker sits down on any that is free, and whoever changes the campaign takes all, after those who came before.
"""

from typing import Final

from django.db import connection

from campaigns.models import Campaign

# Two workers keep two processors busy; a third would wait with them for the counters of the same mailings.
SEATS: Final = 2
FIRST: Final = 0
KEY = "hashtextextended('campaigns.seat:' || %(campaign)s || ':' || {}, 0)"
ALL = f"SELECT {', '.join(f'pg_advisory_xact_lock({KEY.format(seat)})' for seat in range(SEATS))}"
FREE = f"SELECT pg_try_advisory_xact_lock({KEY.format('%(seat)s')})"


def hold(campaign: Campaign) -> Campaign:
    """The campaign as it is now, with nobody else at it until the end of the transaction; waits for who is."""
    take_all(campaign.pk)
    rows = Campaign.objects.select_related("hotel", "segment")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)


def sit_down(campaign_id: int) -> int | None:
    """A seat at the campaign until the end of the transaction; None where all are taken, or somebody waits for all."""
    with connection.cursor() as cursor:
        for seat in range(SEATS):
            cursor.execute(FREE, {"campaign": campaign_id, "seat": seat})
            if cursor.fetchone()[0]:
                return seat
    return None


def be_alone(campaign_id: int, seat: int | None) -> bool:
    """Whether who has `seat` has the campaign alone now; no for all but the first seat, so that no two wait in a ring.

    Whoever sits elsewhere is waited for.
    """
    if seat != FIRST:
        return False
    take_all(campaign_id)
    return True


def take_all(campaign_id: int) -> None:
    """Every seat at the campaign, in their order, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(ALL, {"campaign": campaign_id})
