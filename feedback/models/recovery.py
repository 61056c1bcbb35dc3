"""What a hotel gives a guest to make good, and how much of it a role may give by itself."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotelcrm.accounts.models import Hotel, Role
from hotelcrm.audit.guards import as_opened, history
from hotelcrm.pii.fields import EncryptedTextField
from loyalty.models import PointsEntry, Voucher, VoucherType

from .ticket import Ticket


@history("role", "per_case", "per_month")
class AuthorityLimit(models.Model):
    """What a role may give at a hotel without asking, in the hotel's currency; a role without a line gives nothing."""

    hotel = models.ForeignKey(
        Hotel, models.CASCADE, related_name="authority_limits", verbose_name=_("hotel"), db_index=False
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    per_case = models.DecimalField(
        _("for one ticket"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    per_month = models.DecimalField(
        _("in a month"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text=_("Of one person."),
    )

    class Meta:
        verbose_name = _("limit of compensation")
        verbose_name_plural = _("limits of compensation")
        ordering: ClassVar = ["hotel", "per_case"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hotel", "role"],
                name="authoritylimit_unique",
                violation_error_message=_("There is a limit for this role already."),
            ),
            models.CheckConstraint(
                condition=Q(per_case__gte=0, per_month__gte=F("per_case")),
                name="authoritylimit_month_holds_a_case",
                violation_error_message=_("A month cannot allow less than one ticket."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.per_case}/{self.per_month}"


@history("state")
class Compensation(models.Model):
    """One thing given, or asked for: its cost in the hotel's currency, its reason, and who decided.

    `key` is that of the form, so that a double click gives once. What was given is issued by loyalty and named here.
    `hotel` is the ticket's at that moment and `role` the one in which `by` gave it. Where nobody else decided,
    `case_limit` and `month_limit` are the limits of that role as they were then; limits change, what was given stays.
    """

    class Gives(models.TextChoices):
        POINTS = "points", pgettext_lazy("compensation", "points")
        VOUCHER = "voucher", pgettext_lazy("compensation", "voucher")
        REFUND = "refund", pgettext_lazy("compensation", "money back")
        GIFT = "gift", pgettext_lazy("compensation", "gift")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("compensation", "waits for approval")
        GIVEN = "given", pgettext_lazy("compensation", "given")
        REFUSED = "refused", pgettext_lazy("compensation", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("compensation", "withdrawn")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="compensations", verbose_name=_("ticket"))
    hotel = models.ForeignKey(
        Hotel, models.PROTECT, related_name="+", verbose_name=_("hotel"), db_index=False, help_text="Whose money it is."
    )
    gives = models.CharField(pgettext_lazy("compensation", "what"), max_length=8, choices=Gives.choices)
    points = models.PositiveIntegerField(_("points"), null=True)
    voucher_type = models.ForeignKey(
        VoucherType, models.PROTECT, null=True, related_name="+", verbose_name=_("voucher"), db_index=False
    )
    thing = models.CharField(_("gift"), max_length=120, blank=True)
    cost = models.DecimalField(
        _("cost to the house"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3)
    reason = EncryptedTextField(_("reason"), null=False, blank=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    key = models.CharField(_("key"), max_length=80, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    case_limit = models.DecimalField(_("limit for one ticket"), max_digits=12, decimal_places=2, null=True)
    month_limit = models.DecimalField(_("limit in a month"), max_digits=12, decimal_places=2, null=True)
    at = models.DateTimeField(_("at"))
    given_on = models.DateField(_("given on"), null=True, help_text="The hotel's day; the month it counts in.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = EncryptedTextField(_("words of the decision"))
    entry = models.ForeignKey(
        PointsEntry, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("ledger entry")
    )
    voucher = models.ForeignKey(
        Voucher, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("issued voucher")
    )

    class Meta:
        verbose_name = _("compensation")
        verbose_name_plural = _("compensations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(cost__gte=0), name="compensation_cost"),
            models.CheckConstraint(
                condition=(Q(gives="points", points__gt=0) & Q(voucher_type=None, thing=""))
                | (Q(gives="voucher", voucher_type__isnull=False) & Q(points=None, thing=""))
                | (Q(gives="refund", cost__gt=0) & Q(points=None, voucher_type=None, thing=""))
                | (Q(gives="gift") & ~Q(thing="") & Q(points=None, voucher_type=None)),
                name="compensation_says_what_it_gives",
            ),
            models.CheckConstraint(
                condition=Q(state="given", given_on__isnull=False) | (~Q(state="given") & Q(given_on=None)),
                name="compensation_given_says_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")) | Q(state="withdrawn"),
                name="compensation_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state="given", decided_by=None)
                | Q(case_limit__isnull=False, month_limit__isnull=False)
                & Q(case_limit__gte=F("cost"), month_limit__gte=F("case_limit")),
                name="compensation_within_limits",
            ),
            models.CheckConstraint(
                condition=~Q(state="given", gives="points") | Q(entry__isnull=False), name="compensation_points_posted"
            ),
            models.CheckConstraint(
                condition=~Q(state="given", gives="voucher") | Q(voucher__isnull=False),
                name="compensation_voucher_issued",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["by", "given_on"], condition=Q(state="given"), name="compensation_of_month"),
            models.Index(fields=["hotel", "given_on"], condition=Q(state="given"), name="compensation_given"),
            models.Index(fields=["hotel", "at"], condition=Q(state="asked"), name="compensation_to_decide"),
        ]
        triggers: ClassVar = as_opened(
            *("ticket_id", "hotel_id", "gives", "points", "voucher_type_id", "thing", "cost", "currency", "key"),
            *("by_id", "role", "case_limit", "month_limit", "at"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.gives} {self.cost}"
