"""Who may be the person being entered: the same contact or document, the same name and birthday, a name alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise
from rapidfuzz import fuzz

from guests import normalise
from guests.actions.contacts import normalised
from guests.models import Contact, Guest, IdentityDocument, NameKey
from guests.names import fold, forms_of
from guests.search import DOCUMENT_PURPOSE
from hotelcrm.pii import blind

CANDIDATES = 60
SHOWN = 5
SAME: dict[str, StrPromise] = {
    Contact.Kind.PHONE: _("the same phone number"),
    Contact.Kind.EMAIL: _("the same e-mail address"),
    Contact.Kind.WECOM: _("the same WeCom account"),
    Contact.Kind.WECHAT: _("the same WeChat account"),
}
ALIKE = 88  # of 100, by rapidfuzz: 马骏驰 and 马俊驰 sound alike, Jon and John Smith look alike


@dataclass(frozen=True)
class Sought:
    """What is known of the person so far; anything unreadable is left out."""

    family_name: str = ""
    given_name: str = ""
    birth: tuple[int, int] | None = None
    birth_year: int | None = None
    contacts: tuple[tuple[str, str], ...] = ()
    document: str = ""
    guest: Guest | None = None
    full_name: str = ""
    birth_is_lunar: bool = False

    @classmethod
    def typed(cls, data: Mapping[str, str], *, country: str) -> "Sought":
        """From the fields of a form as they are while somebody types."""
        month, day, year = (normalise.whole(data.get(name, "")) for name in ("birth_month", "birth_day", "birth_year"))
        pairs = ((kind, _read(kind, data.get(kind, ""), country)) for kind in (Contact.Kind.PHONE, Contact.Kind.EMAIL))
        return cls(
            data.get("family_name", "").strip(),
            data.get("given_name", "").strip(),
            (month, day) if month and day else None,
            year,
            tuple((str(kind), text) for kind, text in pairs if text),
            _read("document", data.get("document_number", ""), country),
            full_name=data.get("full_name", "").strip(),
            birth_is_lunar=bool(data.get("birth_is_lunar")),
        )

    @classmethod
    def like(cls, guest: Guest) -> "Sought":
        """Everything known of a guest who is on file: who else may be the same person?"""
        contacts = tuple((row.kind, row.value) for row in guest.contacts.order_by("pk"))
        birth = (guest.birth_month, guest.birth_day) if guest.birth_month and guest.birth_day else None
        names, lunar = (guest.family_name, guest.given_name), guest.birth_is_lunar
        return cls(*names, birth, guest.birth_year, contacts, guest=guest, birth_is_lunar=lunar)


@dataclass(frozen=True)
class Hint:
    """A guest who may be the same person: why, and whether that is a strong reason."""

    guest: Guest
    reasons: list[StrPromise] = field(default_factory=list)
    is_strong: bool = False


def likely(sought: Sought) -> list[Hint]:
    """Guests who may be the one sought, strong reasons first, at most `SHOWN`.

    A contact or document in common, or the same name with the same birthday, is a strong reason; a name that sounds or
    looks alike is a weak one.
    """
    hints: dict[int, Hint] = {}
    for guest, reason, is_strong in _found(sought):
        if sought.guest is not None and guest.pk == sought.guest.pk:
            continue
        known = hints.get(guest.pk)
        if known is None:
            hints[guest.pk] = Hint(guest, [reason], is_strong)
        elif is_strong:
            hints[guest.pk] = Hint(guest, [*known.reasons, reason], is_strong=True)
    return sorted(hints.values(), key=lambda hint: (not hint.is_strong, -len(hint.reasons), hint.guest.number))[:SHOWN]


def is_settled(hints: Iterable[Hint], *, ruled_out: str) -> bool:
    """Whether each strong hint is among the guest numbers `ruled_out`, as somebody was asked and said."""
    numbers = set(ruled_out.split())
    return all(str(hint.guest.number) in numbers for hint in hints if hint.is_strong)


def _found(sought: Sought) -> Iterator[tuple[Guest, StrPromise, bool]]:
    for kind, text in sought.contacts:
        rows = Contact.objects.filter(kind=kind, value_index=blind.index(kind, text))
        yield from ((guest, SAME[kind], True) for guest in _guests(Q(pk__in=rows.values("guest"))))
    if sought.document or sought.guest is not None:
        indexes = [blind.index(DOCUMENT_PURPOSE, sought.document)] if sought.document else []
        if sought.guest is not None:
            indexes += [bytes(index) for index in sought.guest.documents.values_list("number_index", flat=True)]
        documents = IdentityDocument.objects.filter(number_index__in=indexes)
        same = _guests(Q(pk__in=documents.values("guest")))
        yield from ((guest, _("the same identity document"), True) for guest in same)
    if (sought.family_name and sought.given_name) or len(sought.full_name) > 1:
        yield from _by_name(sought)


def _by_name(sought: Sought) -> Iterator[tuple[Guest, StrPromise, bool]]:
    forms = forms_of(sought.family_name, sought.given_name, sought.full_name)
    texts = [text for kind, text in forms.keys if kind in {NameKey.Kind.NAME, NameKey.Kind.PINYIN}]
    whole = [text for text in texts if len(text) >= min(len(other) for other in texts)]
    keys = NameKey.objects.filter(text__in=whole, kind__in=[NameKey.Kind.NAME, NameKey.Kind.PINYIN])
    condition = Q(pk__in=keys.values("guest"))
    if sought.birth:
        born = _guests(condition & _born_alike(sought.birth, sought))
        yield from ((guest, _("a name alike and the same birthday"), True) for guest in born)
    for guest in _guests(condition):
        if fold(guest.full_name) == fold(forms.full_name):
            yield guest, _("the same name"), False
        elif _alike(guest.pinyin, forms.pinyin) or _alike(guest.full_name, forms.full_name):
            yield guest, _("a name alike"), False


def _born_alike(birth: tuple[int, int], sought: Sought) -> Q:
    """The same day of the same calendar, in the same year where both years are known."""
    day = Q(birth_month=birth[0], birth_day=birth[1], birth_is_lunar=sought.birth_is_lunar)
    if sought.birth_year is None:
        return day
    return day & (Q(birth_year=None) | Q(birth_year=sought.birth_year))


def _alike(one: str, other: str) -> bool:
    return bool(one) and fuzz.ratio(fold(one), fold(other)) >= ALIKE


def _guests(condition: Q) -> Iterable[Guest]:
    return Guest.objects.current().filter(condition).select_related("company").order_by("pk")[:CANDIDATES]


def _read(kind: str, text: str, country: str) -> str:
    if not text.strip():
        return ""
    try:
        return normalise.document(text) if kind == "document" else normalised(kind, text, country=country)
    except normalise.Unreadable:
        return ""
