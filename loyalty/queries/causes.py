"""What each movement of points was for, in words: the stay that earned them, the reward they bought."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from hotelcrm.frame import formats
from loyalty.models import PointsEntry, Redemption
from stays.models import Stay

# How keys begin: of the welcome pack, of the points that lapse at the end, of those given to make good, of campaigns'.
WELCOME, CLOSED, COMPENSATION, CAMPAIGN = "welcome:", "closed:", "compensation:", "campaign:"


def with_causes(entries: Iterable[PointsEntry], *, hotel_ids: Collection[int]) -> list[PointsEntry]:
    """The entries as a list, each with `cause`: the days of its stay or the name of its reward, "" without either.

    Stays of hotels other than `hotel_ids` are not told of. Two queries at most.
    """
    rows = list(entries)
    stays = _stays({row.stay_id for row in rows if row.stay_id}, hotel_ids)
    rewards = _rewards({row.pk for row in rows} | {row.reverses_id for row in rows if row.reverses_id})
    for row in rows:
        cause = stays.get(row.stay_id or 0) or rewards.get(row.pk) or rewards.get(row.reverses_id or 0) or ""
        if not cause and row.key.startswith(WELCOME):
            cause = _("welcome pack")
        elif not cause and row.key.startswith(CLOSED):
            cause = _("membership ended")
        elif not cause and row.key.startswith(COMPENSATION):
            cause = _("compensation")
        elif not cause and row.key.startswith(CAMPAIGN):
            cause = _("campaign")
        row.cause = cause  # type: ignore[attr-defined]
    return rows


def _stays(ids: Collection[int], hotel_ids: Collection[int]) -> dict[int, str]:
    rows = Stay.objects.filter(pk__in=ids, hotel__in=hotel_ids).values_list("pk", "arrival", "departure")
    return {pk: _("stay of %(days)s") % {"days": formats.span(*days)} for pk, *days in rows}


def _rewards(entry_ids: Collection[int]) -> dict[int, str]:
    rows = Redemption.objects.filter(entry__in=entry_ids).select_related("reward")
    return {row.entry_id: row.reward.name for row in rows}
