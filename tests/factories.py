"""Rows for tests: plausible by default, and whatever a test is about is passed in."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.test import Client
from django.urls import reverse
from factory.django import DjangoModelFactory

from campaigns.models import (
    Campaign,
    CampaignState,
    Enrolment,
    GuestList,
    ListedGuest,
    Offer,
    Segment,
    Step,
    Variant,
)
from feedback.actions.opening import open_ticket
from feedback.models import Category, Invitation, Question, Survey, Ticket
from guests.models import Company, Contact, Guest, GuestTag, Tag, TagCategory
from hotelcrm.accounts.models import Department, Hotel, Membership, Role, User
from hotelcrm.outbox.models import Mailing, Message, Template
from hotelcrm.pii import blind
from loyalty.models import Member, Reward, Tier, VoucherType
from stays.models import Channel, Charge, RoomType, Stay, StayStatus

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)  # 14:30 in Hangzhou
TODAY = date(2026, 11, 21)
PASSWORD = "a long enough password"


class HotelFactory(DjangoModelFactory[Hotel]):
    class Meta:
        model = Hotel

    code = factory.Sequence(lambda n: f"hotel-{n}")
    name_en = factory.Sequence(lambda n: f"Lakeside Hotel {n}")
    name_zh = factory.Sequence(lambda n: f"湖畔酒店 {n}")
    time_zone = "Asia/Shanghai"
    currency = "CNY"
    country = "CN"
    rooms = 100


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"staff-{n}")
    display_name = factory.Sequence(lambda n: f"Staff {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    hotel = factory.SubFactory(HotelFactory)
    role = Role.FRONT_DESK


def staff(role: Role, hotel: Hotel, department: str = "", **fields: Any) -> User:
    """Somebody who holds `role` at `hotel`."""
    return MembershipFactory(user=UserFactory(**fields), hotel=hotel, role=role, department=department).user


def confirm(client: Client) -> Client:
    """`client`, whose signed-in person has typed the password once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


class CompanyFactory(DjangoModelFactory[Company]):
    class Meta:
        model = Company

    code = factory.Sequence(lambda n: f"company-{n}")
    name = factory.Sequence(lambda n: f"绿云科技 {n}")


class GuestFactory(DjangoModelFactory[Guest]):
    """A guest without name keys; `guests.actions` writes those."""

    class Meta:
        model = Guest

    family_name = "张"
    given_name = "敏"
    full_name = "张敏"
    pinyin = "Zhāng Mǐn"


class ContactFactory(DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    guest = factory.SubFactory(GuestFactory)
    kind = Contact.Kind.PHONE
    value = "+8613800138000"
    value_index = factory.LazyAttribute(lambda row: blind.index(row.kind, row.value))
    last4_index = factory.LazyAttribute(
        lambda row: blind.last_four(row.kind, row.value) if row.kind == Contact.Kind.PHONE else None
    )


class TagCategoryFactory(DjangoModelFactory[TagCategory]):
    class Meta:
        model = TagCategory

    code = factory.Sequence(lambda n: f"category-{n}")
    name_en = "Drinks"
    name_zh = "饮品"


class TagFactory(DjangoModelFactory[Tag]):
    class Meta:
        model = Tag

    category = factory.SubFactory(TagCategoryFactory)
    code = factory.Sequence(lambda n: f"tag-{n}")
    name_en = "Longjing tea"
    name_zh = "龙井茶"


class GuestTagFactory(DjangoModelFactory[GuestTag]):
    class Meta:
        model = GuestTag

    guest = factory.SubFactory(GuestFactory)
    tag = factory.SubFactory(TagFactory)
    source = GuestTag.Source.STATED
    first_noted_at = NOW
    noted_at = NOW


class ChannelFactory(DjangoModelFactory[Channel]):
    class Meta:
        model = Channel
        django_get_or_create = ("code",)

    code = "website"
    name_en = "Website"
    name_zh = "官网"
    kind = Channel.Kind.DIRECT


class RoomTypeFactory(DjangoModelFactory[RoomType]):
    class Meta:
        model = RoomType

    hotel = factory.SubFactory(HotelFactory)
    code = factory.Sequence(lambda n: f"T{n}")
    name_en = "Lake view room"
    name_zh = "湖景房"


class StayFactory(DjangoModelFactory[Stay]):
    """Two nights from today, booked, ¥600 a night."""

    class Meta:
        model = Stay

    hotel = factory.SubFactory(HotelFactory)
    guest = factory.SubFactory(GuestFactory)
    channel = factory.SubFactory(ChannelFactory)
    source = "test"
    external_id = factory.Sequence(str)
    status = StayStatus.BOOKED
    arrival = TODAY
    departure = factory.LazyAttribute(lambda row: row.arrival + timedelta(days=2))
    checked_in_at = factory.LazyAttribute(
        lambda row: (
            datetime(row.arrival.year, row.arrival.month, row.arrival.day, 7, tzinfo=UTC)
            if row.status in {StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT}
            else None
        )
    )
    rate = Decimal(600)
    room_revenue = factory.LazyAttribute(lambda row: row.rate * (row.departure - row.arrival).days)
    currency = "CNY"


class ChargeFactory(DjangoModelFactory[Charge]):
    class Meta:
        model = Charge

    stay = factory.SubFactory(StayFactory)
    department = Charge.Department.FOOD
    amount = Decimal("168.00")
    currency = "CNY"
    posted_on = TODAY
    source = "test"
    external_id = factory.Sequence(str)


class MemberFactory(DjangoModelFactory[Member]):
    """Joined today, in the first tier, without points."""

    class Meta:
        model = Member

    guest = factory.SubFactory(GuestFactory)
    number = factory.Sequence(lambda n: f"88{n:08}")
    hotel = factory.SubFactory(HotelFactory)
    joined_on = TODAY
    tier = factory.LazyFunction(lambda: Tier.objects.get(rank=0))
    earned_tier = factory.SelfAttribute("tier")


class VoucherTypeFactory(DjangoModelFactory[VoucherType]):
    """¥100 off any bill, for a year, at every hotel."""

    class Meta:
        model = VoucherType

    code = factory.Sequence(lambda n: f"voucher-{n}")
    name_en = "A hundred off"
    name_zh = "百元礼券"
    gives = VoucherType.Gives.AMOUNT
    value = Decimal(100)
    currency = "CNY"


class RewardFactory(DjangoModelFactory[Reward]):
    """Dinner for two for 500 points: a voucher, without limit, for everybody."""

    class Meta:
        model = Reward

    code = factory.Sequence(lambda n: f"reward-{n}")
    name_en = "Dinner for two"
    name_zh = "双人晚餐"
    kind = Reward.Kind.DINNER
    points = 500
    voucher_type = factory.SubFactory(VoucherTypeFactory, gives=VoucherType.Gives.ITEM, value=None, currency="")


class MailingFactory(DjangoModelFactory[Mailing]):
    """An offer to many guests."""

    class Meta:
        model = Mailing

    name = "Autumn weekend"
    hotel = factory.SubFactory(HotelFactory)
    purpose = "marketing"


class MessageFactory(DjangoModelFactory[Message]):
    """An e-mail that waits, with words of its own."""

    class Meta:
        model = Message

    guest = factory.SubFactory(GuestFactory)
    hotel = factory.SubFactory(HotelFactory)
    channel = "email"
    purpose = "service"
    key = factory.Sequence(lambda n: f"message-{n}")
    subject = "Your umbrella"
    body = "We found your umbrella. It waits at the desk."
    due_at = NOW


class CategoryFactory(DjangoModelFactory[Category]):
    """Of housekeeping, ordinary."""

    class Meta:
        model = Category

    code = factory.Sequence(lambda n: f"subject-{n}")
    name_en = "Cleanliness of the room"
    name_zh = "客房清洁"
    department = Department.HOUSEKEEPING


class TicketFactory(DjangoModelFactory[Ticket]):
    """A complaint at the desk as `open_ticket` leaves it: with its first event, and with promises if it has levels."""

    class Meta:
        model = Ticket

    hotel = factory.SubFactory(HotelFactory)
    guest = factory.SubFactory(GuestFactory)
    kind = Ticket.Kind.COMPLAINT
    channel = Ticket.Channel.DESK
    key = factory.Sequence(lambda n: f"ticket-{n}")
    at = NOW
    summary = "No hot water"
    text = "There was no hot water this morning."

    @classmethod
    def _create(cls, _model_class: type[Ticket], *_args: Any, **fields: Any) -> Ticket:
        return open_ticket(fields.pop("hotel"), **fields)


class SurveyFactory(DjangoModelFactory[Survey]):
    """A survey by hand, for all hotels, without questions."""

    class Meta:
        model = Survey

    code = factory.Sequence(lambda n: f"survey-{n}")
    name_en = "Your stay"
    name_zh = "您的入住"
    sent = Survey.Sent.BY_HAND
    begins_on = date(2026, 1, 1)


class QuestionFactory(DjangoModelFactory[Question]):
    """A question of satisfaction that needs no answer."""

    class Meta:
        model = Question

    survey = factory.SubFactory(SurveyFactory)
    kind = Question.Kind.CSAT
    text_en = factory.Sequence(lambda n: f"How was it, part {n}?")
    text_zh = factory.Sequence(lambda n: f"满意吗（{n}）？")


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An invitation by e-mail that holds for a month."""

    class Meta:
        model = Invitation

    survey = factory.SubFactory(SurveyFactory)
    hotel = factory.SubFactory(HotelFactory)
    guest = factory.SubFactory(GuestFactory)
    channel = Invitation.Channel.EMAIL
    key = factory.Sequence(lambda n: f"hand:{n}")
    invited_at = NOW
    expires_at = NOW + timedelta(days=30)


class TemplateFactory(DjangoModelFactory[Template]):
    """An offer that nobody has put into words yet; what writes messages needs variants of it."""

    class Meta:
        model = Template

    code = factory.Sequence(lambda n: f"template-{n}")
    name_en = "Come again"
    name_zh = "欢迎再来"
    purpose = "marketing"


class SegmentFactory(DjangoModelFactory[Segment]):
    """Everybody."""

    class Meta:
        model = Segment

    name_en = factory.Sequence(lambda n: f"Everybody {n}")
    name_zh = factory.Sequence(lambda n: f"所有客人 {n}")
    rule = factory.LazyFunction(lambda: {"all": []})


class GuestListFactory(DjangoModelFactory[GuestList]):
    """A segment frozen now, with the `guests` that are given."""

    class Meta:
        model = GuestList
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"List {n}")
    segment = factory.SubFactory(SegmentFactory)
    rule = factory.SelfAttribute("segment.rule")
    size = 0
    key = factory.Sequence(lambda n: f"list-{n}")
    by = factory.SubFactory(UserFactory)
    at = NOW

    @factory.post_generation
    def guests(self, _create: bool, extracted: list[Guest] | None, **_kwargs: Any) -> None:
        """Write them on it."""
        ListedGuest.objects.bulk_create(ListedGuest(list=self, guest=guest) for guest in extracted or ())  # type: ignore[misc]
        GuestList.objects.filter(pk=self.pk).update(size=len(extracted or ()))  # type: ignore[attr-defined]
        self.size = len(extracted or ())


class OfferFactory(DjangoModelFactory[Offer]):
    """A package for everybody, at all hotels, without a price; whom it is for is the test's to say."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"offer-{n}")
    name_en = "Afternoon by the lake"
    name_zh = "湖畔午后"

    @factory.post_generation
    def tags(self, _create: bool, extracted: list[Tag] | None, **_kwargs: Any) -> None:
        """The preferences it suits."""
        self.tags.set(extracted or ())  # type: ignore[attr-defined]

    @factory.post_generation
    def hotels(self, _create: bool, extracted: list[Hotel] | None, **_kwargs: Any) -> None:
        """Where it holds."""
        self.hotels.set(extracted or ())  # type: ignore[attr-defined]


class CampaignFactory(DjangoModelFactory[Campaign]):
    """A one-off for everybody, running, with five percent held out; steps are made by `StepFactory`."""

    class Meta:
        model = Campaign

    hotel = factory.SubFactory(HotelFactory)
    segment = factory.SubFactory(SegmentFactory)
    name_en = factory.Sequence(lambda n: f"Autumn weekend {n}")
    name_zh = factory.Sequence(lambda n: f"秋日周末 {n}")
    salt = factory.Sequence(lambda n: f"salt-{n}")
    state = CampaignState.RUNNING


class StepFactory(DjangoModelFactory[Step]):
    """By e-mail, at once; the next number of its campaign is the test's to give."""

    class Meta:
        model = Step

    campaign = factory.SubFactory(CampaignFactory)
    order = 0
    channels = factory.LazyFunction(lambda: ["email"])


class VariantFactory(DjangoModelFactory[Variant]):
    """The one wording of a step, with a mailing of its own."""

    class Meta:
        model = Variant

    step = factory.SubFactory(StepFactory)
    name = "A"
    template = factory.SubFactory(TemplateFactory)
    mailing = factory.SubFactory(MailingFactory, hotel=factory.SelfAttribute("..step.campaign.hotel"))


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    """Chosen now and treated; nothing is due."""

    class Meta:
        model = Enrolment

    campaign = factory.SubFactory(CampaignFactory)
    guest = factory.SubFactory(GuestFactory)
    key = "once"
    arm = "treated"
    enrolled_at = NOW
