"""Of each guest what segments ask most, in a row a third as wide."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GuestBrief(models.Model):
    """Columns of `GuestFacts` by the same names: what a rule over a million guests is counted on.

    A count reads every row there is, so how wide a row is decides how long it takes. Triggers on the facts keep it, in
    the statement that writes them: whoever asks either asks the same. What is found by an index of the facts (days
    ahead, birthdays, preferences) has no column here; a rule that needs one is counted on the facts.

    Never empty and of fixed width come first: PostgreSQL reads a row from its front.
    """

    guest_id = models.BigIntegerField(primary_key=True)
    is_restricted = models.BooleanField()
    reach_email = models.BooleanField()
    reach_sms = models.BooleanField()
    reach_wecom = models.BooleanField()
    is_in_house = models.BooleanField()
    is_key_company = models.BooleanField()
    is_generic_only = models.BooleanField()
    vip_level = models.SmallIntegerField()
    tier_rank = models.SmallIntegerField()
    open_complaints = models.SmallIntegerField()
    open_tickets = models.SmallIntegerField()
    stays = models.IntegerField()
    stays_12m = models.IntegerField()
    stays_24m = models.IntegerField()
    family_stays = models.IntegerField()
    nights = models.IntegerField()
    revenue = models.BigIntegerField()
    revenue_12m = models.BigIntegerField()
    revenue_24m = models.BigIntegerField()
    points = models.BigIntegerField()
    last_departure = models.DateField(null=True)
    earlier_departure = models.DateField(null=True)
    first_departure = models.DateField(null=True)
    usual_gap = models.IntegerField(null=True)
    last_nps = models.SmallIntegerField(null=True)
    scene = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    gender = models.CharField(max_length=1)
    nationality = models.CharField(max_length=2)

    class Meta:
        verbose_name = _("facts of a guest in brief")
        verbose_name_plural = _("facts of guests in brief")

    def __str__(self) -> str:
        return f"{self.guest_id}"
