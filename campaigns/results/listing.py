"""What the list shows of campaigns: how many each reached and what came of it, and which occasions run at a hotel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from campaigns.models import Campaign, CampaignState
from campaigns.occasions.occasion import Occasion
from campaigns.occasions.registry import OCCASIONS
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models.message import GONE

from .bookings import STANDS

# Those that need somebody come first, those that are over last.
ORDER = (
    CampaignState.WAITING,
    CampaignState.RUNNING,
    CampaignState.PAUSED,
    CampaignState.DRAFT,
    CampaignState.FINISHED,
    CampaignState.CANCELLED,
)
ALIVE = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.WAITING, CampaignState.DRAFT)
# Nobody wrote them: a hotel begins with them, and they are shown among the occasions.
READY_MADE = Q(state=CampaignState.DRAFT, by=None) & ~Q(occasion="")

# By indexes alone, campaign after campaign of one page: the beginning of an index, and entries that are counted.
FIGURES = f"""
SELECT c.id, least(
        (SELECT min(enrolled_at) FROM campaigns_enrolment WHERE campaign_id = c.id AND arm = 'treated'),
        (SELECT min(enrolled_at) FROM campaigns_enrolment WHERE campaign_id = c.id AND arm = 'holdout')
    ),
    (SELECT count(*) FROM campaigns_enrolment WHERE campaign_id = c.id AND arm = 'treated'),
    (SELECT count(*) FROM campaigns_step p JOIN campaigns_variant v ON v.step_id = p.id
        JOIN outbox_message m ON m.mailing_id = v.mailing_id AND m.state = ANY(%(gone)s) WHERE p.campaign_id = c.id),
    (SELECT count(*) FROM campaigns_conversion k JOIN stays_stay s ON s.id = k.stay_id
        WHERE k.campaign_id = c.id AND {STANDS})
FROM unnest(%(ids)s::bigint[]) c (id)
"""  # noqa: S608 (put together from constants)


@dataclass(frozen=True)
class Line:
    """A campaign of the list.

    `began_at` is when the first guest was chosen; `guests` were chosen to get it, `sent` are messages that left or may
    have, `bookings` those credited to it that stand.
    """

    campaign: Campaign
    began_at: datetime | None
    guests: int
    sent: int
    bookings: int

    @property
    def occasion(self) -> Occasion | None:
        """What runs it; None of a one-off."""
        return OCCASIONS.get(self.campaign.occasion)

    @property
    def is_ahead(self) -> bool:
        """Whether nobody was chosen yet of what may still begin."""
        return self.began_at is None and self.campaign.state in ALIVE


@dataclass(frozen=True)
class OccasionLine:
    """An occasion at a hotel, with the campaign that makes most of it, if there is one that is not over."""

    occasion: Occasion
    campaign: Campaign | None

    @property
    def runs(self) -> bool:
        """Whether guests get something."""
        return self.campaign is not None and self.campaign.state == CampaignState.RUNNING


def visible(hotels: Iterable[int]) -> QuerySet[Campaign]:
    """Campaigns of these hotels but the ready-made drafts, what needs somebody first, then the newest."""
    rank = Case(*(When(state=state, then=Value(n)) for n, state in enumerate(ORDER)), output_field=IntegerField())
    rows = Campaign.objects.filter(hotel__in=hotels).exclude(READY_MADE)
    return rows.select_related("hotel", "segment", "by").order_by(rank, "-created_at", "-pk")


def lines(campaigns: Iterable[Campaign]) -> list[Line]:
    """Each with its figures; one query for all."""
    rows = list(campaigns)
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"ids": [row.pk for row in rows], "gone": [str(state) for state in GONE]})
        found = {pk: figures for pk, *figures in cursor.fetchall()}
    return [Line(row, *found[row.pk]) for row in rows]


def occasions(hotel: Hotel) -> list[OccasionLine]:
    """Every occasion at `hotel`, in the order of a guest's life with the house; one query.

    Of two drafts the one that somebody wrote counts for more than the ready-made one.
    """
    best: dict[str, Campaign] = {}
    rows = Campaign.objects.filter(hotel=hotel, state__in=ALIVE).exclude(occasion="").order_by("pk")
    for row in sorted(rows, key=lambda one: (ALIVE.index(CampaignState(one.state)), one.by_id is None)):
        best.setdefault(row.occasion, row)
    return [OccasionLine(occasion, best.get(code)) for code, occasion in OCCASIONS.items()]
