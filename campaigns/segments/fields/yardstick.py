"""What rules are measured by on one day: thresholds, the scale of the quintiles, the programme's terms."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from campaigns.models import Scale, Thresholds
from loyalty.models import Programme, Tier


@dataclass(frozen=True)
class Yardstick:
    """Asked for only where a rule needs it, and once. `is_of_few`: the rule is asked about a handful of guests."""

    today: date
    is_of_few: bool = False

    @cached_property
    def thresholds(self) -> Thresholds:
        """Where the stages of a guest's life begin."""
        return Thresholds.objects.get(pk=1)

    @cached_property
    def scale(self) -> Scale | None:
        """The latest scale of the quintiles that is not of a later day; None before the first night."""
        return Scale.objects.filter(on__lte=self.today).order_by("-on").first()

    @cached_property
    def programme(self) -> Programme:
        """The programme's terms."""
        return Programme.current()

    @property
    def currency(self) -> str:
        """In which amounts are given."""
        return self.programme.currency

    @cached_property
    def top_rank(self) -> int:
        """The rank of the highest tier; 0 if there is only one, for nobody is distinguished by it."""
        return Tier.objects.order_by("-rank").values_list("rank", flat=True).first() or 0

    @cached_property
    def zone(self) -> ZoneInfo:
        """Whose midnight ends a day."""
        return ZoneInfo(self.programme.time_zone)

    def days_ago(self, number: int) -> date:
        """So many days before today."""
        return self.today - timedelta(days=number)

    def midnight(self, days_ago: int) -> datetime:
        """When the day `days_ago` before today began."""
        return datetime.combine(self.days_ago(days_ago), time.min, self.zone)
