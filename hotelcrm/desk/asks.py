"""What to ask the guest for at check-in: at most two things, from a closed list of what may be asked.

Nothing on the list is about health, belief, origin or family status, and no more than registration itself asks is
asked of a child. A no is not asked again within its cool-down (`guests.consent`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guests.consent import again_on
from guests.models import Consent, Contact
from guests.models.consent import Channel as Means
from guests.models.consent import Purpose
from hotelcrm.frame import formats

from .facts import Facts

MOST = 2
CHILD = 14  # years; below that a guardian answers
ENOUGH_PREFERENCES = 3


@dataclass(frozen=True)
class Ask:
    """One thing to ask for; `url` is the form that takes the answer, empty for a preference: that is a note."""

    code: str
    text: str
    source: str
    action: str = ""
    url: str = ""

    @property
    def is_consent(self) -> bool:
        """Whether the guest may answer it by signing on the tablet."""
        return self.code in {"sensitive", "marketing"}


def asks(facts: Facts) -> list[Ask]:
    """The first `MOST` things worth asking, most useful first."""
    if _is_child(facts):
        return []
    rules = RULES if facts.by_profile else RULES_WITHOUT_PROFILE
    found = (rule(facts) for rule in rules)
    return [ask for ask in found if ask is not None][:MOST]


def _sensitive_consent(facts: Facts) -> Ask | None:
    """Keeping an allergy on file needs a consent of its own, so this comes first."""
    kept = [row.tag.name for row in facts.tags if row.tag.is_sensitive]
    if not kept or not facts.may_see_sensitive or (Purpose.SENSITIVE.value, Means.ANY.value) in facts.consents:
        return None
    return Ask(
        "sensitive",
        _("May we keep this on file: %(tags)s?") % {"tags": pgettext("list", ", ").join(kept)},
        _("no consent on record"),
        *_consent(facts, Purpose.SENSITIVE, Means.ANY),
    )


def _reachable(facts: Facts) -> Ask | None:
    if any(not contact.is_bounced for contact in facts.contacts) or _bounced(facts):
        return None
    source = _("none on record works") if facts.contacts else _("none on record")
    return Ask("contact", _("A phone number or an e-mail address"), source, *_fill(facts, "guests:add-contact"))


def _bounced(facts: Facts) -> Ask | None:
    days = [
        contact.bounced_on for contact in facts.contacts if contact.kind == Contact.Kind.EMAIL and contact.bounced_on
    ]
    good = [contact for contact in facts.contacts if contact.kind == Contact.Kind.EMAIL and not contact.is_bounced]
    if not days or good:
        return None
    since = formats.duration(facts.today - max(days))
    return Ask(
        "email",
        _("A new e-mail address"),
        _("mail came back %(since)s ago") % {"since": since},
        *_fill(facts, "guests:add-contact"),
    )


def _offers_consent(facts: Facts) -> Ask | None:
    answers = [row for (purpose, _means), row in facts.consents.items() if purpose == Purpose.MARKETING]
    if any(row.decision == Consent.Decision.GIVEN for row in answers):
        return None
    if any(again_on(row, today=facts.today) for row in answers):
        return None
    return Ask(
        "marketing",
        _("Offers and news by WeCom or e-mail: yes or no?"),
        _refused_on(facts, answers) or _("not asked yet"),
        *_consent(facts, Purpose.MARKETING, Means.ANY),
    )


def _refused_on(facts: Facts, answers: list[Consent]) -> str:
    if not answers:
        return ""
    on = facts.stay.hotel.today(max(row.at for row in answers))
    return _("said no on %(day)s; may be asked again") % {"day": formats.date_only(on)}


def _language(facts: Facts) -> Ask | None:
    return (
        None
        if facts.guest.language
        else Ask("language", _("Which language to speak and write"), _("not known"), *_fill(facts, "guests:edit"))
    )


def _preferences(facts: Facts) -> Ask | None:
    number = len(facts.tags)
    if number >= ENOUGH_PREFERENCES:
        return None
    return Ask("preference", _("Pillow, floor or drink: one preference"), _("%(count)s on record") % {"count": number})


def _birthday(facts: Facts) -> Ask | None:
    if facts.guest.birth_month:
        return None
    return Ask(
        "birthday", _("Day and month of birth, the year is not needed"), _("not known"), *_fill(facts, "guests:edit")
    )


def _fill(facts: Facts, url_name: str) -> tuple[str, str]:
    return _("Fill in"), reverse(url_name, args=[facts.guest.number])


def _consent(facts: Facts, purpose: Purpose, means: Means) -> tuple[str, str]:
    return _("Record answer"), reverse(
        "guests:record-consent-for", args=[facts.guest.number, purpose.value, means.value]
    )


Rule = Callable[[Facts], Ask | None]
RULES_WITHOUT_PROFILE: tuple[Rule, ...] = (_sensitive_consent, _reachable, _bounced, _language)
RULES: tuple[Rule, ...] = (
    _sensitive_consent,
    _reachable,
    _bounced,
    _offers_consent,
    _language,
    _preferences,
    _birthday,
)


def _is_child(facts: Facts) -> bool:
    born = facts.guest.birth_year
    return born is not None and facts.today.year - born < CHILD
