"""A hundred thousand guests prepared: chosen, held out, dealt two wordings, given vouchers, judged and queued.

In a database of its own, with the guests of `enqueue`: some never answered, some refused, some addresses are dead.
Timed is the whole work of two workers from a campaign that was started to its last message: the segment is asked, all
are enrolled, and step by step everybody gets a wording, a voucher with a code of its own and a message through the
gate. The floor writes the very rows that came of it, from tables where they lie ready, into copies of the tables with
the same indexes, and checks nothing. Both are committed when they are timed.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from campaigns.actions.agreeing import agreement
from campaigns.actions.drafting import Plan, StepPlan, Wording, draft
from campaigns.facts.counting import count_all
from campaigns.models import Campaign, CampaignState, Enrolment, Segment, Sent
from campaigns.running.stepping import step_due
from hotelcrm.accounts.models import Hotel, User
from hotelcrm.bench import DATABASE, database
from hotelcrm.bench.figures import Figure
from hotelcrm.bench.processes import together
from hotelcrm.bench.running import Run, bench
from hotelcrm.outbox.models import Message, State, Template, Variant
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from loyalty.models import Voucher, VoucherType

from .messages_enqueue import FILL

OWN = f"{DATABASE}_prepare"
GUESTS = 100_000
HELD_OUT = 5  # percent
# What is written for a guest: enrolment, message, voucher, the step taken.
TABLES = ("campaigns_enrolment", "outbox_message", "loyalty_voucher", "campaigns_sent")


@bench("prepare")
def prepare(_run: Run) -> Iterator[Figure]:
    """Guests a second, and how fast the floor writes the same rows."""
    database.create(OWN)
    database.use(OWN)
    try:
        call_command("migrate", verbosity=0)
        at = timezone.now()
        campaign = _campaign(_fill(at), at)
        yield _figure(campaign, at)
    finally:
        database.use(DATABASE)


def _figure(campaign: Campaign, at: datetime) -> Figure:
    before = {table: _most(table) for table in TABLES}
    seconds = _seconds(lambda: together([lambda: step_due(at=at), lambda: _help(at)]))
    words = _checked(campaign)
    _lay_ready(before)
    floor = _seconds(_bare)
    mine, theirs = GUESTS / seconds, GUESTS / floor
    return Figure("prepare", words, GUESTS, seconds=seconds, per_second=mine, floor=theirs, ratio=mine / theirs)


def _help(at: datetime) -> None:
    """What the second worker does: it is called when there is more than one handful, the first of which is done."""
    while not Sent.objects.exists():
        time.sleep(0.01)
    step_due(at=at)


def _checked(campaign: Campaign) -> str:
    """What came of it, in words; everybody is in it once, and whom the gate does not refuse has one voucher."""
    arms = dict(Enrolment.objects.filter(campaign=campaign).values_list("arm").annotate(n=Count("pk")).order_by())
    refused = Message.objects.filter(mailing__isnull=False, state=State.CANCELLED).count()
    found = {
        "chosen": sum(arms.values()),
        "came to the step": arms["holdout"] + Sent.objects.count(),
        "messages": arms["holdout"] + Message.objects.filter(mailing__isnull=False).count(),
        "vouchers": arms["holdout"] + refused + Voucher.objects.count(),
    }
    if set(found.values()) != {GUESTS}:
        raise RuntimeError(f"Not each of {GUESTS:,} guests was prepared once: {found}.")
    return f"{arms['holdout']:,} held out, {refused:,} refused by the gate, {Voucher.objects.count():,} vouchers"


def _seconds(action: Callable[[], object]) -> float:
    _execute("CHECKPOINT")
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _most(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 (our own tables)
        return int(cursor.fetchone()[0])


def _lay_ready(before: dict[str, int]) -> None:
    for table, most in before.items():
        _execute(
            f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)",
            f"INSERT INTO bare_{table} SELECT * FROM {table} WHERE id <= {most}",  # noqa: S608 (our own tables)
            f"CREATE TABLE ready_{table} AS SELECT * FROM {table} WHERE id > {most} ORDER BY id",  # noqa: S608 (the same)
        )
    _execute("VACUUM (ANALYZE)")


def _bare() -> None:
    _execute(*(f"INSERT INTO bare_{table} SELECT * FROM ready_{table}" for table in TABLES))  # noqa: S608 (the same)


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


def _campaign(hotel: Hotel, at: datetime) -> Campaign:
    present = {"gives": VoucherType.Gives.ITEM, "name_en": "Dinner for two", "name_zh": "双人晚餐"}
    dinner = VoucherType.objects.create(code="bench", **present)
    wordings = [Wording(_template(name), name, voucher_type=dinner) for name in ("A", "B")]
    everybody = Segment.objects.create(
        name_en="Everybody", name_zh="所有客人", rule={"all": [{"field": "stays", "op": "at_most", "value": 1000}]}
    )
    plan = Plan(name_en="Spring", name_zh="春", segment=everybody, holdout_percent=HELD_OUT)
    campaign = draft(hotel, steps=[StepPlan([Road.EMAIL], wordings)], by=None, at=at, **plan)
    # As `start` and `approve` leave it, but for the bell: it would ring for workers of another database.
    campaign.state, campaign.asked_size = CampaignState.RUNNING, GUESTS
    campaign.asked_by, campaign.approved_by = (User.objects.create(username=name) for name in ("starter", "approver"))
    campaign.agreed = agreement(campaign)
    campaign.save()
    return campaign


def _template(name: str) -> Template:
    letter = {"name_en": "Spring offer", "name_zh": "春季礼遇", "purpose": MessagePurpose.MARKETING}
    template = Template.objects.create(code=f"bench-{name.lower()}", **letter)
    Variant.objects.create(template=template, language="en", channel=Road.EMAIL, subject="Spring", source="Come.")
    return template


def _fill(at: datetime) -> Hotel:
    """Everything at once, without triggers and checks; then facts are counted as on any night."""
    names = {"name_en": "Bench", "name_zh": "湖畔"}
    house = {"currency": "CNY", "country": "CN", "rooms": 100, "time_zone": "Asia/Shanghai"}
    hotel = Hotel.objects.create(code="bench", **names, **house)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        for statement in FILL:
            cursor.execute(statement, {"guests": GUESTS, "at": at, "hotel": hotel.pk})
        cursor.execute("RESET session_replication_role")
    count_all(today=hotel.today(at))
    _execute("VACUUM (ANALYZE)")
    return hotel
