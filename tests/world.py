"""A small house with everything in it, for tests that walk over every address: two hotels, and one row of each kind."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from campaigns.models import SegmentExport
from campaigns.models import Variant as Wording
from feedback.actions.attaching import attach
from feedback.actions.reading import read_waiting
from feedback.actions.reviewing import enter_review
from feedback.models import (
    AssignmentRule,
    AuthorityLimit,
    Compensation,
    Invitation,
    Praise,
    Review,
    SavedFilter,
    Shift,
    SpecialDay,
)
from feedback.signing import Use as FeedbackUse
from feedback.signing import sign as seal
from guests.models import (
    Consent,
    Guest,
    IdentityDocument,
    Merge,
    Notice,
    Relationship,
    Signature,
    SpecialDate,
    Tag,
)
from hotelcrm.accounts.models import Department, Hotel, Role, User
from hotelcrm.audit.actions import log_look
from hotelcrm.audit.models import ReadLog
from hotelcrm.ingest.actions import upload_file
from hotelcrm.ingest.models import Import, Kind
from hotelcrm.outbox.models import Block, Message, MessagePolicy, Sender, Suppression, Template
from hotelcrm.outbox.signing import Token, Use, sign
from hotelcrm.pii import blind
from loyalty.models import Adjustment, CurrencyRate, Promotion, Tier
from stays.models import StayGuest, StayStatus
from tests.factories import (
    NOW,
    CampaignFactory,
    ChargeFactory,
    CompanyFactory,
    ContactFactory,
    GuestFactory,
    GuestListFactory,
    GuestTagFactory,
    HotelFactory,
    InvitationFactory,
    MailingFactory,
    MemberFactory,
    MessageFactory,
    OfferFactory,
    QuestionFactory,
    RoomTypeFactory,
    StayFactory,
    StepFactory,
    SurveyFactory,
    TicketFactory,
    UserFactory,
    VariantFactory,
    staff,
)
from tests.feedback.tickets import png
from tests.loyalty.rows import rows_of

NOWHERE = 999_999_999
# What the signed links of guests are for.
USES = {"outbox:unsubscribe": Use.UNSUBSCRIBE, "outbox:opened": Use.OPENED, "outbox:link": Use.LINK}
# Words in a path that no row of ours stands for.
WORDS: dict[str, dict[str, Any]] = {
    "desk:review": {"kind": "arrival"},
    "dashboards:export": {"kind": "csv"},
    "dashboards:export-left": {"kind": "csv"},
    "dashboards:export-loyalty": {"kind": "csv"},
    "guests:card": {"name": "identity"},
    "desk:guest-part": {"name": "stays"},
    "desk:guest-export": {"kind": "csv"},
    "guests:mark-contact": {"verb": "verified"},
    "ingest:template": {"kind": "guests"},
    "loyalty:download-batch": {"kind": "csv"},
    "loyalty:export-statement": {"kind": "csv"},
    "guests:record-consent-for": {"purpose": "marketing", "channel": "email"},
    "campaigns:take-export": {"kind": "csv"},
    "outbox:variant": {"language": "en", "channel": "email"},
    "outbox:check-variant": {"language": "en", "channel": "email"},
    "outbox:show-variant": {"language": "en", "channel": "email", "shown": "en"},
    "outbox:test-variant": {"language": "en", "channel": "email"},
    "outbox:remove-variant": {"language": "en", "channel": "email"},
    "outbox:link": {"token": "no-such-token"},
    "outbox:opened": {"token": "no-such-token"},
    "outbox:reports": {"transport": "twilio", "sender_id": 0},
    "outbox:reports-by-secret": {"transport": "aliyun", "sender_id": 0, "token": "no-such-secret"},
    "feedback:export-praise": {"kind": "csv"},
    "feedback:guest-judge": {"verdict": "right"},
    "account_confirm_email": {"key": "no-such-key"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
    "admin:app_list": {"app_label": "guests"},
    "admin:view_on_site": {"content_type_id": 0, "object_id": 0},
    "admin:auth_user_password_change": {"id": 0},
}


@dataclass(frozen=True)
class Address:
    """One route of the site: its name with namespaces, and the names of the arguments in its path."""

    name: str
    arguments: frozenset[str]
    pattern: URLPattern = field(compare=False, repr=False)


def addresses() -> list[Address]:
    """Every route that the resolver knows and that has a name; nameless ones are Django's own redirects."""
    return sorted(_walk(get_resolver().url_patterns, ()), key=lambda address: address.name)


def _walk(patterns: list[URLPattern | URLResolver], namespaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner)
        elif pattern.name:
            arguments = frozenset(pattern.pattern.regex.groupindex)
            yield Address(":".join((*namespaces, pattern.name)), arguments, pattern)


def _in_admin(name: str) -> Any:
    """The id of a row for an address of Django's admin, of its own model; 0 where there is none."""
    found = re.match(r"admin:([a-z]+)_([a-z]+)_(?:change|delete|history)$", name)
    row = apps.get_model(found[1], found[2])._default_manager.order_by("pk").first() if found else None
    return row.pk if row else 0


class World:
    """`here` is the hotel everybody works at, `there` another one.

    Every row is made at once: what was made when asked for would go with the test that asked first, while the house
    that several tests share still named it.
    """

    def __init__(self) -> None:
        if not str(connection.settings_dict["NAME"]).startswith("test_"):  # a test without its mark works on real rows
            raise RuntimeError("mark the test with django_db")
        self.here: Hotel = HotelFactory(code="here", rooms=10)
        self.there: Hotel = HotelFactory(code="there", rooms=10)
        self.people = self._people()
        self.guest = self._guest("张敏", "+8613800138000", "zhang@example.com", "110101199003074514")
        self.stranger = self._guest("李雷", "+8613900139000", "li@example.com", "11010119900307627X")
        self.stay = self._stay(self.here)
        self.other_stay = self._stay(self.there)
        self.in_house = self._stay(self.here, status=StayStatus.IN_HOUSE, room="1808")
        StayFactory(hotel=self.here, guest=None, arrival=self.today, currency="CNY")
        self.merge = self._merge()
        self.member = MemberFactory(guest=self.guest, hotel=self.here, tier=Tier.objects.get(code="gold"))
        self.loyalty, self.other_loyalty = rows_of(self.here, self.member), rows_of(self.there, self.member)
        self._seen_in_admin()
        self.suppression = Suppression.objects.create(
            channel="email", value_index=blind.index("email", "gone@example.com"), why="dead", at=NOW
        )
        self.adjustment, self.other_adjustment = self._adjustment(self.here), self._adjustment(self.there)
        self.message, self.other_message = self._message(self.here), self._message(self.there)
        self.invitation, self.other_invitation = self._invitation(self.here), self._invitation(self.there)
        self.review, self.other_review = self._review(self.here), self._review(self.there)
        self.recovery, self.other_recovery = self._recovery(self.here), self._recovery(self.there)
        self.export, self.other_export = self._export(self.here), self._export(self.there)
        self.wording, self.other_wording = self._wording(self.here), self._wording(self.there)
        self.upload, self.other_upload = self._upload(self.here), self._upload(self.there)

    @property
    def today(self) -> Any:
        return self.here.today()

    def _people(self) -> dict[Role, User]:
        """One person for each role, at `here`; the one of a department is the restaurant's."""
        return {role: staff(role, self.here, Department.RESTAURANT if role == Role.DEPARTMENT else "") for role in Role}

    def _guest(self, name: str, phone: str, mail: str, document: str) -> Guest:
        guest: Guest = GuestFactory(full_name=name, family_name=name[0], given_name=name[1:], company=CompanyFactory())
        ContactFactory(guest=guest, value=phone, is_primary=True)
        ContactFactory(guest=guest, kind="email", value=mail)
        IdentityDocument.objects.create(
            guest=guest,
            kind=IdentityDocument.Kind.ID_CARD,
            country="CN",
            last_four=document[-4:],
            number_index=blind.index("document", document),
        )
        GuestTagFactory(guest=guest, tag=Tag.objects.filter(is_sensitive=False).order_by("pk")[0])
        SpecialDate.objects.create(guest=guest, kind=SpecialDate.Kind.WEDDING, month=5, day=20)
        Relationship.objects.create(
            guest=guest, other=GuestFactory(full_name=f"{name}的家人"), kind=Relationship.Kind.SPOUSE
        )
        Signature.objects.create(guest=guest, drawing="M1 1L9 9L9 1", hotel=self.here, by=UserFactory(), at=NOW)
        notice = Notice.objects.order_by("pk")[0]
        Consent.objects.create(
            guest=guest,
            purpose=notice.purpose,
            channel="any",
            notice=notice,
            decision=Consent.Decision.GIVEN,
            evidence=Consent.Evidence.DESK,
            at=NOW,
        )
        return guest

    def _stay(self, hotel: Hotel, **fields: Any) -> Any:
        stay = StayFactory(
            **{
                "hotel": hotel,
                "guest": self.guest,
                "arrival": hotel.today(),
                "departure": hotel.today() + timedelta(days=2),
                "room_type": RoomTypeFactory(hotel=hotel),
                "confirmation": f"CONF{hotel.pk}",
            }
            | fields
        )
        StayGuest.objects.create(stay=stay, guest=self.stranger)
        ChargeFactory(stay=stay)
        return stay

    def _seen_in_admin(self) -> None:
        """Rows for addresses of Django's admin that nothing else here makes."""
        CurrencyRate.objects.create(currency="EUR", worth=Decimal("7.8"))
        Promotion.objects.create(
            code="double", name_en="Double", name_zh="双倍", factor=2, starts_on=self.today, ends_on=self.today
        )
        OfferFactory(code="package", hotels=[self.here])
        log_look(self.guest.pk, what=ReadLog.What.PAGE, by=UserFactory(), at=NOW, hotel_id=self.here.pk)
        Sender.objects.create(channel="wecom_staff", transport="wecom_staff", name="CRM", options="{}", is_active=False)
        MessagePolicy.objects.create(hotel=self.here)
        Authenticator.objects.create(user=UserFactory(), type=Authenticator.Type.TOTP, data={})

    def _adjustment(self, hotel: Hotel) -> Adjustment:
        return Adjustment.objects.create(
            member=self.member,
            points=5_000,
            reason="账单补登",
            hotel=hotel,
            key=hotel.code,
            state=Adjustment.State.WAITING,
            by=UserFactory(),
            at=NOW,
            needed_approval=True,
        )

    def _message(self, hotel: Hotel) -> Message:
        mailing = MailingFactory(hotel=hotel)
        message: Message = MessageFactory(hotel=hotel, guest=self.guest, mailing=mailing)
        return message

    def _invitation(self, hotel: Hotel) -> Invitation:
        """A survey of the hotel alone, answered in part and shown at the desk; it holds longer than these tests run."""
        survey = SurveyFactory(hotel=hotel)
        question = QuestionFactory(survey=survey, kind="text", text_en="What was good?")
        invitation: Invitation = InvitationFactory(
            survey=survey,
            hotel=hotel,
            guest=self.guest,
            channel="desk",
            opened_at=NOW,
            expires_at=NOW.replace(year=2099),
        )
        invitation.answers.create(question=question, text="早餐很好", at=NOW)
        return invitation

    def _recovery(self, hotel: Hotel) -> dict[str, int]:
        """A ticket of praise that names somebody, about which somebody asks to give something; a file, a saved list."""
        author = UserFactory()
        Shift.objects.create(hotel=hotel, weekday=0, opens=time(9), closes=time(18))
        SpecialDay.objects.create(hotel=hotel, day=NOW.date(), name="开业纪念日")
        AssignmentRule.objects.create(hotel=hotel)
        ticket = TicketFactory(hotel=hotel, guest=self.guest, kind="praise", key=f"praise-{hotel.code}")
        Praise.objects.create(ticket=ticket, user=author, by=author, at=NOW)
        limit = AuthorityLimit.objects.create(hotel=hotel, role=Role.FRONT_DESK, per_case=1, per_month=1)
        row = Compensation.objects.create(
            ticket=ticket,
            hotel=hotel,
            gives="gift",
            thing="果篮",
            cost=Decimal(50),
            currency=hotel.currency,
            reason="谢谢",
            state="asked",
            key=hotel.code,
            by=author,
            role=limit.role,
            at=NOW,
        )
        kept = attach(ticket, name="谢谢.png", content=png(hotel.code.encode()), by=author, at=NOW, key="file")
        saved = SavedFilter.objects.create(hotel=hotel, owner=author, name="未结", query="state=open")
        of_ticket = {"attachment_id": kept.pk, "filter_id": saved.pk}
        return of_ticket | {"ticket_id": ticket.pk, "compensation_id": row.pk, "user_id": author.pk}

    def _review(self, hotel: Hotel) -> Review:
        """A good one by the guest, whose words were read."""
        facts = {"site": "ctrip", "written_on": self.today, "given": Decimal(5), "text": "早餐很好，房间安静。"}
        row, _is_new = enter_review(hotel, guest=self.guest, author="张**", at=NOW, **facts)
        read_waiting(at=NOW)
        return row

    def _export(self, hotel: Hotel) -> SegmentExport:
        """A list of one guest that somebody else asks for as a file."""
        row = GuestListFactory(key=hotel.code, guests=[self.guest])
        export: SegmentExport = SegmentExport.objects.create(
            list=row, hotel=hotel, reason="邀请函", state="waiting", by=UserFactory(), at=NOW
        )
        return export

    def _wording(self, hotel: Hotel) -> Wording:
        """Of the one step of a campaign that nobody started yet."""
        campaign = CampaignFactory(hotel=hotel, state="draft", salt=hotel.code)
        wording: Wording = VariantFactory(step=StepFactory(campaign=campaign), mailing=None)
        return wording

    def _token(self, name: str, guest: Guest, invitation: Invitation) -> str:
        """What stands in the guests' addresses, each for its own use."""
        if name in {"feedback:guest-ticket", "feedback:guest-judge"}:
            of_guest = self.recovery if guest == self.guest else self.other_recovery
            return seal(FeedbackUse.TICKET, f"{of_guest['ticket_id']}.{self.guest.pk}")
        if name == "feedback:room":
            return seal(FeedbackUse.ROOM, f"{invitation.hotel_id} 1808")
        if name.startswith("feedback:answer"):
            return seal(FeedbackUse.SURVEY, str(invitation.pk))
        return sign(USES.get(name, Use.PREFERENCES), Token(guest.pk))

    def _merge(self) -> Merge:
        absorbed = GuestFactory(full_name="张敏", merged_into=self.guest)
        return Merge.objects.create(survivor=self.guest, absorbed=absorbed, by=UserFactory(), at=NOW)

    def _upload(self, hotel: Hotel) -> Import:
        raw = io.BytesIO("姓名,手机\n王芳,13700137000\n".encode())
        return upload_file(raw, kind=Kind.GUESTS, name="guests.csv", hotel=hotel, by=UserFactory(), at=NOW)

    def rows_of_stranger(self) -> list[Any]:
        """What the guest who is not in the path has: contacts, documents, preferences, days, relations."""
        who = self.stranger
        return [who.contacts, who.documents, who.guest_tags, who.special_dates, who.relationships]

    # Where an address leads

    def path(self, address: Address) -> str:
        """The address of rows at `here`."""
        return self._path(address, self._rows(address, self.stay, self.guest))

    def path_there(self, address: Address) -> str:
        """The same address for rows that belong to another hotel, or to another guest than the one in the path."""
        return self._path(address, self._rows(address, self.other_stay, self.stranger, number=self.guest.number))

    def path_nowhere(self, address: Address) -> str:
        """The same address for rows that do not exist."""
        rows = self._rows(address, self.other_stay, self.stranger, number=self.guest.number)
        return self._path(address, {name: value if name == "number" else NOWHERE for name, value in rows.items()})

    def _path(self, address: Address, rows: dict[str, Any]) -> str:
        known = {"times": 1, "object_id": _in_admin(address.name)} | rows | WORDS.get(address.name, {})
        missing = address.arguments - known.keys()
        assert not missing, f"{address.name}: tests/world.py knows no row for {', '.join(sorted(missing))}"
        return reverse(address.name, kwargs={name: known[name] for name in address.arguments})

    def _rows(self, address: Address, stay: Any, guest: Guest, number: int | None = None) -> dict[str, Any]:
        """Ids by the name of the argument; `row_id` means another table for each verb."""
        by_verb = {
            "guests:reveal-contact": guest.contacts,
            "guests:reveal-document": guest.documents,
            "guests:remove-relationship": guest.relationships,
            "guests:remove-date": guest.special_dates,
            "guests:signature": guest.signatures,
        }
        looked_up: dict[str, Any] = {
            "sender_id": Sender.objects,
            "contact_id": guest.contacts,
            "document_id": guest.documents,
            "row_id": by_verb.get(address.name, guest.guest_tags),
            "template_id": Template.objects,
            "block_id": Block.objects,
        }
        invitation = self.invitation if stay is self.stay else self.other_invitation
        return {
            "stay_id": stay.pk,
            "number": number or guest.number,
            "merge_id": self.merge.pk,
            "token": self._token(address.name, guest, invitation),
            "invitation_id": invitation.pk,
            "review_id": (self.review if stay is self.stay else self.other_review).pk,
            "survey_id": invitation.survey_id,
            **(self.recovery if stay is self.stay else self.other_recovery),
            "segment_id": self.export.list.segment_id,
            "list_id": self.export.list_id,
            "export_id": (self.export if stay is self.stay else self.other_export).pk,
            "campaign_id": (self.wording if stay is self.stay else self.other_wording).step.campaign_id,
            "variant_id": (self.wording if stay is self.stay else self.other_wording).pk,
            "suppression_id": self.suppression.pk,
            "upload_id": (self.upload if stay is self.stay else self.other_upload).pk,
            **(self.loyalty if stay is self.stay else self.other_loyalty),
            "message_id": (self.message if stay is self.stay else self.other_message).pk,
            "mailing_id": (self.message if stay is self.stay else self.other_message).mailing_id,
            "adjustment_id": (self.adjustment if stay is self.stay else self.other_adjustment).pk,
            **{name: rows.order_by("pk")[0].pk for name, rows in looked_up.items() if name in address.arguments},
        }
