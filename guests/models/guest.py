"""The guest, and the keys by which a name is found."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from hotelcrm.audit.guards import history

NUMBER_SEQUENCE = "guests_guest_number_seq"


class NextNumber(models.Func):
    """The next guest number, drawn by the database, so that rows written in bulk get one too."""

    template = f"nextval('{NUMBER_SEQUENCE}'::regclass)"
    output_field = models.BigIntegerField()


MARKED, PLAIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv"


class SortName(models.Func):
    """By what lists of guests are sorted: pinyin without its tone marks, else family name first; in lower case."""

    function = "translate"
    output_field = models.TextField()

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        if not expressions:
            parts = "family_name", Value(" "), "full_name"
            western = Lower(Func(*parts, arg_joiner=" || ", template="(%(expressions)s)"))
            expressions = (Coalesce(NullIf(Lower("pinyin"), Value("")), western), Value(MARKED), Value(PLAIN))
        super().__init__(*expressions, **extra)


class KnownZone(models.Func):
    """True for the name of a time zone; for anything else the database itself objects."""

    template = "((timestamptz '2000-01-01' AT TIME ZONE %(expressions)s) IS NOT NULL)"
    output_field = models.BooleanField()


class VipLevel(models.IntegerChoices):
    """How much of a fuss to make."""

    NONE = 0, _("not VIP")
    VIP3 = 1, _("VIP 3")
    VIP2 = 2, _("VIP 2")
    VIP1 = 3, _("VIP 1")


class Gender(models.TextChoices):
    UNKNOWN = "", _("not known")
    FEMALE = "F", _("female")
    MALE = "M", _("male")
    OTHER = "X", _("other")


class GuestLanguage(models.TextChoices):
    """Languages a guest may prefer to be spoken to in; messages exist in English and Chinese."""

    UNKNOWN = "", _("not known")
    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Simplified Chinese")
    CHINESE_TRADITIONAL = "zh-hant", _("Traditional Chinese")
    JAPANESE = "ja", _("Japanese")
    KOREAN = "ko", _("Korean")
    GERMAN = "de", _("German")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    ITALIAN = "it", _("Italian")
    RUSSIAN = "ru", _("Russian")


class Restriction(models.TextChoices):
    """Why a guest's data is kept but not used."""

    DISPUTED = "disputed", _("the guest says that the data is wrong")
    OBJECTED = "objected", _("the guest objects to its use")
    CLAIM = "claim", _("kept only for a legal claim")
    UNLAWFUL = "unlawful", _("it should not have been collected")


class Lifting(models.TextChoices):
    """Why it may be used again."""

    CORRECTED = "corrected", _("the data was checked or corrected")
    AGREED = "agreed", _("the guest agreed to its use")
    SETTLED = "settled", _("the matter is settled")
    MISTAKE = "mistake", _("restricted by mistake")


class GuestQuerySet(models.QuerySet["Guest"]):
    """Sets of guests."""

    def current(self) -> "GuestQuerySet":
        """Guests that were neither merged into another profile nor erased."""
        return self.filter(merged_into=None, erased_at=None)


@history(
    "language", "nationality", "vip_level", "company", "generic_offers_only", "restricted_at", "merged_into", "version"
)
class Guest(models.Model):
    """A person the hotel knows, with or without a stay."""

    number = models.BigIntegerField(_("guest number"), unique=True, db_default=NextNumber(), editable=False)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    full_name = models.CharField(_("full name"), max_length=200, help_text=_("As written by the guest."))
    latin_name = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, help_text=_("With tone marks, shown in grey."))
    gender = models.CharField(_("gender"), max_length=1, choices=Gender.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(_("month of birth"), null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(_("day of birth"), null=True, blank=True)
    birth_is_lunar = models.BooleanField(_("birthday by the lunar calendar"), default=False)
    language = models.CharField(_("language"), max_length=10, choices=GuestLanguage.choices, blank=True)
    nationality = CountryField(_("nationality"), blank=True)
    occupation = models.CharField(_("occupation"), max_length=80, blank=True)
    company = models.ForeignKey(
        "guests.Company",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="guests",
        verbose_name=_("company"),
        db_index=False,
    )
    vip_level = models.PositiveSmallIntegerField(_("VIP level"), choices=VipLevel.choices, default=VipLevel.NONE)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    generic_offers_only = models.BooleanField(
        _("generic offers only"), default=False, help_text=_("Switches profiling off for this guest.")
    )
    restricted_at = models.DateTimeField(
        _("use restricted at"), null=True, blank=True, help_text=_("Kept, but used for no message at all.")
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), db_default=TransactionNow(), editable=False)

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(full_name=""), name="guest_has_name"),
            models.CheckConstraint(
                condition=Q(birth_month=None, birth_day=None) | Q(birth_month__range=(1, 12), birth_day__range=(1, 31)),
                name="guest_birthday_whole",
            ),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1880, 2100)), name="guest_birth_year_plausible"
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="guest_not_merged_into_itself"),
            # A zone the database does not know is refused here: quiet hours are reckoned by it for many guests at once.
            models.CheckConstraint(
                condition=Q(time_zone="") | Q(Exact(KnownZone("time_zone"), True)),
                name="guest_time_zone_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["birth_month", "birth_day"], name="guest_birthday"),
            models.Index(fields=["merged_into"], name="guest_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["-updated_at"], name="guest_updated"),
            # A company's latest guests without sorting all of them: the search box stops after the first hundred.
            models.Index(fields=["company", "id"], name="guest_company", condition=Q(company__isnull=False)),
            models.Index(SortName(), "id", name="guest_sort_name"),
            models.Index(fields=["-vip_level", "-updated_at"], name="guest_vip", condition=Q(vip_level__gt=0)),
            models.Index(fields=["language", "-updated_at"], name="guest_language"),
            models.Index(fields=["nationality", "-updated_at"], name="guest_nationality"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("desk:guest", args=[self.number])

    @property
    def is_chinese(self) -> bool:
        """Whether the name is written in Chinese characters, and so goes family name first without a space."""
        return is_han(self.full_name)

    @property
    def sort_name(self) -> str:
        """The name as it stands in a list: 张敏, or Featherstone, Anna."""
        return listed(self.full_name, self.family_name, self.given_name)

    @property
    def birth_date(self) -> date | None:
        """The date of birth when year, month and day are known and it is a solar one."""
        if self.birth_is_lunar or not (self.birth_year and self.birth_month and self.birth_day):
            return None
        return date(self.birth_year, self.birth_month, self.birth_day)


def is_han(name: str) -> bool:
    """Whether a name is written in Chinese characters."""
    return any("\u3400" <= sign <= "\u9fff" for sign in name)


def listed(full_name: str, family_name: str, given_name: str) -> str:
    """A name as it stands in a list: 张敏, or Featherstone, Anna."""
    if is_han(full_name) or not family_name or not given_name:
        return full_name
    return f"{family_name}, {given_name}"


class NameKey(models.Model):
    """One way in which a guest's name may be typed; `guests.names` says which there are."""

    class Kind(models.IntegerChoices):
        NAME = 1, _("name")
        GIVEN = 2, _("given name")
        PINYIN = 3, _("pinyin")
        INITIALS = 4, _("initials")

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="name_keys", db_index=False)
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    text = models.CharField(max_length=200, db_collation="C", help_text="Collated bytewise: a prefix is a range.")

    class Meta:
        constraints: ClassVar = [
            # In this order, so that the newest of five thousand guests called 张伟 are at one end of the index.
            models.UniqueConstraint(fields=["text", "guest", "kind"], name="namekey_unique"),
        ]
        # Whether one of a thousand guests in house has a name that begins so is asked without reading their rows.
        indexes: ClassVar = [models.Index(fields=["guest", "text", "kind"], name="namekey_of_guest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.guest_id}"
