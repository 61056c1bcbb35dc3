"""The surveys of the demo: half a year of invitations after departure and of codes in rooms, and what guests said.

Invitations go through the gate like any other message; what became of them, and the answers, are invented. From two
days ago on the clock invites by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, Final

from django.db import connection, transaction

from feedback.actions.answering import look_into, ticket_key
from feedback.actions.handling import assign, set_state, spoke, verify
from feedback.models import Answer, Invitation, Question, State, Survey, Ticket
from feedback.queries.asked import pages_of
from feedback.queries.handlers import handlers
from guests.models import Consent, Guest, Notice, Touchpoint
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.actions import trail
from hotelcrm.outbox.actions.mailings import queue_mailing
from hotelcrm.outbox.models import Mailing
from hotelcrm.outbox.models.template import MessagePurpose
from stays.models import Stay, StayStatus

from .messages import CHANNELS, MOST_GUESTS, went_out
from .ticket_words import ANSWER, ASKED, FOUND, MENDED

MONTHS_BACK: Final = 182  # days
RUN: Final = 14  # days of departures in one go
FRESH: Final = timedelta(days=4)  # the last who were asked have had so long to answer
RECENT: Final = timedelta(days=45)  # what was low since then still has its ticket
ANSWERS: Final = 0.42  # of those who were asked
LEAVES: Final = 0.12  # of those who begin
SCANS: Final = 0.08  # of the stays

# Whoever takes offers takes surveys too, as most do who are asked for both at once.
CONSENTS: Final = """
INSERT INTO guests_consent (guest_id, purpose, channel, decision, notice_id, evidence, hotel_id, by_id, at, recorded_at)
SELECT guest_id, 'surveys', 'any', 'given', %s, evidence, hotel_id, by_id, at, recorded_at FROM guests_consent
WHERE purpose = 'marketing' AND channel = 'any' AND decision = 'given'
"""
INVITED: Final = """
INSERT INTO feedback_invitation
    (survey_id, hotel_id, guest_id, stay_id, room, channel, key, language, message_id, invited_at, expires_at)
SELECT DISTINCT ON (s.guest_id) %(survey)s, s.hotel_id, s.guest_id, s.id, s.room, m.channel, 'departure:' || s.id, '',
    m.id, %(due)s, %(due)s + interval '30 days'
FROM stays_stay s JOIN outbox_message m ON m.guest_id = s.guest_id AND m.mailing_id = %(mailing)s AND m.key = %(key)s
WHERE s.id = ANY(%(stays)s)
ORDER BY s.guest_id, s.departure DESC, s.id
ON CONFLICT (survey_id, key) DO NOTHING
"""

Words = Mapping[str, tuple[str, ...]]
_GOOD: Final[Words] = {
    "en": ("Everything was as it should be.", "The lake view in the morning.", "Please keep the breakfast as it is."),
    "zh-hans": ("一切都很好。", "早晨的湖景令人难忘。", "早餐很丰富，请保持。"),
}
_BAD: Final[Words] = {
    "en": (
        "The air conditioning was loud all night, and nobody came when we called.",
        "We waited forty minutes at check-out.",
        "The bathroom was not clean when we arrived.",
        "Breakfast was cold, and there was nowhere to sit.",
    ),
    "zh-hans": (
        "空调整夜很吵，打电话也没人来处理。",
        "退房排队等了四十分钟。",
        "入住时卫生间没有打扫干净。",
        "早餐是凉的，也没有座位。",
    ),
}
_THANKS: Final[Words] = {
    "en": ("The concierge who found my glasses.", "The young lady at the desk on Sunday night."),
    "zh-hans": ("礼宾部帮我找回眼镜的先生。", "周日夜班前台的姑娘。"),
}


@transaction.atomic
def fill(*, seed: int = 7, at: datetime) -> int:
    """Give the demo its surveys as of the instant `at`, and return how many were answered; the same for the same seed.

    Nothing happens where somebody was asked already, where there are more than `MOST_GUESTS` guests, or no survey.
    """
    survey = Survey.objects.filter(code="after-stay", hotel=None).select_related("template").first()
    in_room = Survey.objects.filter(code="in-the-room", hotel=None).first()
    is_large = Guest.objects.order_by()[: MOST_GUESTS + 1].count() > MOST_GUESTS
    if survey is None or in_room is None or survey.template is None or is_large or Invitation.objects.exists():
        return 0
    random = Random(f"{seed}/surveys")
    with trail("demo.surveys", by=None):
        _agree()
        for hotel in Hotel.objects.order_by("code"):
            _invite(hotel, survey, at=at)
            _scan(hotel, in_room, random, at=at)
        answered = [*_answer(survey, random, at=at), *_answer(in_room, random, at=at)]
        survey.is_active, survey.begins_on = True, at.date() - timedelta(days=2)
        survey.save(update_fields=["is_active", "begins_on"])
        _look_into(answered, at=at)
    return len(answered)


def _agree() -> None:
    notice = Notice.objects.filter(purpose="surveys").order_by("-version").first()
    with connection.cursor() as cursor:
        if notice is not None:
            cursor.execute(CONSENTS, [notice.pk])
        # Written a moment ago, in this transaction: nobody has counted them yet.
        cursor.execute("ANALYZE guests_guest, guests_contact, guests_consent, stays_stay, outbox_message")


def _invite(hotel: Hotel, survey: Survey, *, at: datetime) -> None:
    today = hotel.today(at)
    for back in range(MONTHS_BACK, RUN, -RUN):
        first, due_on = today - timedelta(days=back), today - timedelta(days=back - RUN - 1)
        due = datetime.combine(min(due_on, today - FRESH), time(10, 30), hotel.zone)
        left = Stay.objects.filter(hotel=hotel, status=StayStatus.CHECKED_OUT, guest__merged_into=None)
        left = left.filter(departure__gte=first, departure__lt=due.date()).exclude(guest=None)
        left = left.exclude(guest__invitations__invited_at__gt=due - timedelta(days=30))
        stays = dict(left.order_by("departure", "pk").values_list("pk", "guest"))
        mailing, later = _mailing(hotel, survey, due), Consent.objects.filter(purpose="surveys", at__gt=due)
        key = f"demo:survey:{hotel.pk}:{due:%Y-%m-%d}"
        guests = Guest.objects.filter(pk__in=stays.values())
        for guest in ("guest", "guest__merged_into"):  # what they answered later nobody could know then
            guests = guests.exclude(pk__in=later.exclude(**{guest: None}).values(guest))
        queue_mailing(mailing, guests, channels=CHANNELS, key=key, at=due, due_at=due)
        went_out(mailing, at, made_at=due)
        facts: dict[str, Any] = {
            "survey": survey.pk,
            "due": due,
            "mailing": mailing.pk,
            "key": key,
            "stays": list(stays),
        }
        with connection.cursor() as cursor:
            cursor.execute(INVITED, facts)


def _mailing(hotel: Hotel, survey: Survey, due: datetime) -> Mailing:
    name = f"{survey.name_zh if hotel.country == 'CN' else survey.name_en} {due:%Y-%m}"
    same = {"hotel": hotel, "name": name, "purpose": MessagePurpose.SURVEYS, "template": survey.template}
    return Mailing.objects.filter(**same).first() or Mailing.objects.create(**same, created_at=due)


def _scan(hotel: Hotel, survey: Survey, random: Random, *, at: datetime) -> None:
    """Some guests scan the code in their room on the first evening."""
    since = hotel.today(at) - timedelta(days=MONTHS_BACK)
    stays = Stay.objects.filter(
        hotel=hotel, status__in=[StayStatus.CHECKED_OUT, StayStatus.IN_HOUSE], arrival__gte=since
    )
    scanned = []
    for stay in stays.exclude(guest=None).exclude(room="").order_by("pk"):
        moment = datetime.combine(stay.arrival, time(random.randint(18, 22), random.randint(0, 59)), hotel.zone)
        if random.random() < SCANS and moment < at:
            device = f"{random.getrandbits(96):024x}"[:22]
            scanned.append(
                Invitation(
                    survey=survey,
                    hotel=hotel,
                    guest_id=stay.guest_id,
                    stay=stay,
                    room=stay.room,
                    channel=Invitation.Channel.ROOM,
                    key=f"room:{stay.pk}:{device}",
                    invited_at=moment,
                    expires_at=moment + timedelta(days=3),
                )
            )
    Invitation.objects.bulk_create(scanned)


def _answer(survey: Survey, random: Random, *, at: datetime) -> list[Invitation]:
    """Let some of those who received it answer, a few of them half way; returns those who finished."""
    questions = [question for page in pages_of(survey) for question in page.questions]
    rows, answers = [], list[Answer]()
    for row in _received(survey):
        is_here = row.channel == Invitation.Channel.ROOM
        begun = row.invited_at + timedelta(minutes=random.randint(1, 4) if is_here else random.randint(20, 4_000))
        if begun > at or (not is_here and random.random() > ANSWERS):
            continue
        row.opened_at, row.language = begun, _language(row)
        said = list(_said(row, questions, random, at=begun, mood=_mood(row, random)))
        if random.random() < LEAVES:
            said = [answer for answer in said if answer.question.page == 1]
        else:
            row.finished_at = begun + timedelta(minutes=random.randint(1, 5))
            row.nps = next((a.number for a in said if a.question.kind == Question.Kind.NPS), None)
            row.csat = next((a.number for a in said if a.question.kind == Question.Kind.CSAT), None)
        rows.append(row)
        answers += said
    Invitation.objects.bulk_update(rows, ["opened_at", "finished_at", "nps", "csat", "language"], batch_size=500)
    Answer.objects.bulk_create(answers, batch_size=1_000)
    finished = [row for row in rows if row.finished_at is not None]
    _tell(finished)
    return finished


def _received(survey: Survey) -> Iterator[Invitation]:
    rows = Invitation.objects.filter(survey=survey).select_related("guest", "hotel", "message").order_by("pk")
    return (row for row in rows if row.message is None or row.message.sent_at is not None)


def _language(row: Invitation) -> str:
    return "zh-hans" if row.guest is not None and row.guest.is_chinese else "en"


def _mood(row: Invitation, random: Random) -> float:
    """Of 10. One house had a hard summer and mends, the other has little ups and downs."""
    is_first = row.hotel.country == "CN"
    base = (8.1 if row.invited_at.month in {7, 8} else 8.8) if is_first else 8.5
    return min(10.0, max(0.0, random.gauss(base, 2.1)))


def _said(
    row: Invitation, questions: Sequence[Question], random: Random, *, at: datetime, mood: float
) -> Iterator[Answer]:
    for question in questions:
        if not question.is_required and random.random() < (0.7 if question.kind == Question.Kind.TEXT else 0.15):
            continue
        answer = Answer(invitation=row, question=question, at=at)
        if question.top:
            near = mood / 10 * question.top + random.gauss(-0.2 if question.department == "restaurant" else 0, 0.35)
            answer.number = min(question.top, max(question.bottom, round(near)))
        elif question.kind == Question.Kind.CHOICE:
            codes = [choice["code"] for choice in question.choices]
            answer.choice = codes[0] if mood > 7 and "nothing" in codes else random.choice(codes)
        else:
            answer.text = random.choice(_words(question, mood)[row.language])
        yield answer


def _words(question: Question, mood: float) -> Words:
    if "thank" in question.text_en:
        return _THANKS
    return _GOOD if mood > 6.5 else _BAD


def _tell(finished: Iterable[Invitation]) -> None:
    Touchpoint.objects.bulk_create(
        Touchpoint(
            guest_id=row.guest_id,
            kind=Touchpoint.Kind.SURVEY,
            hotel=row.hotel,
            at=row.finished_at or row.invited_at,
            key=f"survey:{row.pk}",
            details={"survey": row.survey_id, "invitation": row.pk}
            | {name: value for name, value in (("nps", row.nps), ("csat", row.csat)) if value is not None},
        )
        for row in finished
        if row.guest_id is not None
    )


def _look_into(answered: Iterable[Invitation], *, at: datetime) -> None:
    """What was low lately has a ticket, opened when it was said; but for that of the last days it is mended."""
    for row in answered:
        said = row.finished_at
        if said is not None and said > at - RECENT and look_into(row, at=said) and said < at - FRESH:
            _mend(row.hotel, Ticket.objects.get(key=ticket_key(row.pk), hotel=row.hotel), said=said)


def _mend(hotel: Hotel, ticket: Ticket, *, said: datetime) -> None:
    """Somebody takes it, answers, looks into it and mends it, within the day."""
    place, by = int(hotel.country == "CN"), handlers(hotel).order_by("pk")[0]
    hours = [said + timedelta(hours=number) for number in (1, 2, 3, 20)]
    assign(ticket, owner=by, department=ticket.department, by=by, at=hours[0], key="demo:taken")
    spoke(ticket, text=ANSWER[place], by=by, at=hours[1], key="demo:answer")
    verify(ticket, asked=ASKED[place], found=FOUND[place], is_true=True, by=by, at=hours[2], key="demo:facts")
    set_state(ticket, State.RESOLVED, by=by, at=hours[3], key="demo:mended", text=MENDED[place])
    set_state(ticket, State.CLOSED, by=by, at=hours[3] + timedelta(days=1), key="demo:closed")
