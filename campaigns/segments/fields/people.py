"""Who guests are, and by which roads they can be reached."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from guests.models.guest import Gender, GuestLanguage, VipLevel

from . import sources
from .birthdays import Age, Birthday
from .kinds import ChoiceOf, Day, Field, Number, YesNo
from .tags import Headings, Tags

_GENDERS: Final = tuple((gender.value, gender.label) for gender in Gender if gender.value)
_LANGUAGES: Final = tuple((language.value, language.label) for language in GuestLanguage if language.value)
_LEVELS: Final = tuple((level.value, level.label) for level in VipLevel)

PEOPLE: Final[tuple[Field, ...]] = (
    Tags(
        code="tags",
        group="people",
        label=_("Preferences"),
        phrase=_("like %(choices)s"),
        phrase_all=_("like all of %(choices)s"),
        phrase_not=_("are not known to like %(choices)s"),
    ),
    Headings(
        code="tag_categories",
        group="people",
        label=_("Headings of preferences"),
        phrase=_("have told a preference for %(choices)s"),
        phrase_not=_("have told no preference for %(choices)s"),
    ),
    ChoiceOf(
        code="vip_level",
        group="people",
        label=_("VIP level"),
        phrase=_("have the VIP level %(choices)s"),
        phrase_not=_("do not have the VIP level %(choices)s"),
        among=lambda: _LEVELS,
    ),
    Birthday(
        code="birthday",
        group="people",
        label=pgettext_lazy("guest", "Birthday"),
        phrase_known=_("have a birthday that we know"),
        phrase_unknown=_("have a birthday that we do not know"),
        phrase=_("have their birthday %(when)s"),
        column="birth_code",
    ),
    Age(
        code="age",
        group="people",
        label=_("Age reached this year"),
        phrase=_("turn %(number)s this year"),
        column="birth_year",
        nullable=True,
    ),
    ChoiceOf(
        code="gender",
        group="people",
        label=_("Gender"),
        phrase=_("are %(choices)s"),
        phrase_not=_("are not known to be %(choices)s"),
        among=lambda: _GENDERS,
        empty="",
    ),
    ChoiceOf(
        code="language",
        group="people",
        label=_("Language"),
        phrase=_("speak %(choices)s"),
        phrase_not=_("do not speak %(choices)s"),
        among=lambda: _LANGUAGES,
        empty="",
    ),
    ChoiceOf(
        code="nationality",
        group="people",
        label=_("Nationality"),
        phrase=_("are from %(choices)s"),
        phrase_not=_("are not from %(choices)s"),
        among=lambda: tuple(countries),
        empty="",
    ),
    ChoiceOf(
        code="company",
        group="people",
        label=_("Company"),
        phrase_known=_("are with a company"),
        phrase_unknown=_("are with no company"),
        phrase=_("are with %(choices)s"),
        phrase_not=_("are not with %(choices)s"),
        nullable=True,
        source=sources.companies,
        names=sources.COMPANIES,
    ),
    YesNo(
        code="is_key_company",
        group="people",
        label=_("Of a key company"),
        phrase=_("are with a key company"),
        phrase_not=_("are not with a key company"),
    ),
    Day(
        code="known_since",
        group="people",
        label=_("Known since"),
        phrase=_("became known to us %(when)s"),
        nullable=False,
    ),
    Number(
        code="completeness",
        group="people",
        label=_("Profile completeness in percent"),
        phrase=_("have a profile that is %(number)s percent complete"),
    ),
)

REACH: Final[tuple[Field, ...]] = (
    YesNo(
        code="reach_email",
        group="reach",
        label=_("Reached by e-mail"),
        phrase=_("can be sent offers by e-mail"),
        phrase_not=_("cannot be sent offers by e-mail"),
    ),
    YesNo(
        code="reach_sms",
        group="reach",
        label=_("Reached by text message"),
        phrase=_("can be sent offers by text message"),
        phrase_not=_("cannot be sent offers by text message"),
    ),
    YesNo(
        code="reach_wecom",
        group="reach",
        label=_("Reached by WeCom"),
        phrase=_("can be sent offers by WeCom"),
        phrase_not=_("cannot be sent offers by WeCom"),
    ),
    YesNo(
        code="has_email",
        group="reach",
        label=_("Has an e-mail address"),
        phrase=_("have an e-mail address"),
        phrase_not=_("have no e-mail address"),
    ),
    YesNo(
        code="has_phone",
        group="reach",
        label=_("Has a phone number"),
        phrase=_("have a phone number"),
        phrase_not=_("have no phone number"),
    ),
    YesNo(
        code="has_wecom",
        group="reach",
        label=_("Has WeCom"),
        phrase=_("are connected by WeCom"),
        phrase_not=_("are not connected by WeCom"),
    ),
    YesNo(
        code="agrees_to_surveys",
        group="reach",
        label=_("Agrees to surveys"),
        phrase=_("agree to surveys"),
        phrase_not=_("do not agree to surveys"),
    ),
    YesNo(
        code="agrees_to_profiling",
        group="reach",
        label=_("Agrees to personal recommendations"),
        phrase=_("agree to personal recommendations"),
        phrase_not=_("do not agree to personal recommendations"),
    ),
    YesNo(
        code="is_generic_only",
        group="reach",
        label=_("Wants generic offers only"),
        phrase=_("want generic offers only"),
        phrase_not=_("do not insist on generic offers"),
    ),
)
