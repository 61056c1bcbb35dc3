"""Four eyes: what was agreed to is what is sent, or another person agrees again."""

import pytest
from django.utils import translation

from campaigns.actions.agreeing import agreement
from campaigns.actions.approving import ChangedMeanwhile, ChangedSince, OwnCampaign, approve, refuse
from campaigns.actions.starting import start
from campaigns.actions.stopping import finish, pause, resume
from campaigns.models import Campaign, Enrolment, Segment
from campaigns.occasions.running import run as run_occasions
from campaigns.running.stepping import take
from hotelcrm.outbox.actions import mailings, templates
from hotelcrm.outbox.actions.checking import HeldError
from hotelcrm.outbox.models import Block, Mailing, Message, Variant
from loyalty.models import VoucherType
from tests.campaigns.running.world import DAY, drafted, person, plan, run
from tests.factories import (
    HotelFactory,
    MemberFactory,
    OfferFactory,
    SegmentFactory,
    UserFactory,
    VoucherTypeFactory,
)
from tests.outbox.rows import NOON, template

pytestmark = pytest.mark.django_db
BLOCK = '{% block "gift" %} {{ links.unsubscribe }}'
TEXT = "A text, a voucher or an offer in it was changed after it was approved: it needs approval again."
RULE = "The rule of its audience was changed after it was approved: it needs approval again."


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture(autouse=True)
def few(settings):
    """Above two guests another person agrees."""
    settings.CAMPAIGN_APPROVAL_SIZE = 2


@pytest.fixture
def three():
    return [person() for _n in range(3)]


def agreed(hotel, *steps, **fields):
    """A campaign that was started by one person and approved by another."""
    campaign = start(drafted(hotel, *steps, **fields), by=UserFactory(), at=NOON)
    assert campaign.state == "waiting"
    return approve(campaign, by=UserFactory(), at=NOON)


def stands(campaign):
    campaign.refresh_from_db()
    return campaign.state, campaign.state_because


def rewrite(by, code="spring", **changes):
    row = Variant.objects.get(template__code=code, channel="email")
    text = templates.Text(changes.pop("source", "Now with 90 % off."), row.subject, **changes)
    return templates.save_variant(row.template, language="en", channel="email", text=text, version=row.version, by=by)


@pytest.mark.usefixtures("three")
def test_what_was_agreed_to_goes_out(hotel):
    campaign = agreed(hotel)
    run()

    assert stands(campaign) == ("running", "")
    assert Message.objects.filter(state="queued").count() == 3


@pytest.mark.usefixtures("three")
def test_a_text_that_is_changed_pauses_it_at_once(hotel, by):
    campaign = agreed(hotel, plan(), plan("again", after_days=1))
    run()
    rewrite(by)

    assert stands(campaign) == ("paused", TEXT)
    assert Mailing.objects.get().paused_because == TEXT
    version = campaign.version
    rewrite(by, source="Twice.")
    assert run(NOON + DAY) == {}
    assert stands(campaign) == ("paused", TEXT)
    assert campaign.version == version


@pytest.mark.usefixtures("three")
def test_the_same_text_saved_again_changes_nothing(hotel, by):
    campaign = agreed(hotel)
    rewrite(by, source="The tea is in.")

    assert stands(campaign) == ("running", "")


@pytest.mark.usefixtures("three")
def test_a_text_of_no_step_of_it_changes_nothing(hotel, by):
    template("other")
    campaign = agreed(hotel)
    rewrite(by, "other")

    assert stands(campaign) == ("running", "")


@pytest.mark.usefixtures("three")
def test_one_that_needed_nobody_goes_on(hotel, by, settings):
    settings.CAMPAIGN_APPROVAL_SIZE = 3
    campaign = start(drafted(hotel), by=by, at=NOON)
    rewrite(by)
    run()

    assert stands(campaign) == ("running", "")
    assert Message.objects.count() == 3


@pytest.mark.usefixtures("three")
def test_a_text_that_is_taken_out_pauses_it(hotel, by):
    campaign = agreed(hotel)
    templates.remove_variant(Variant.objects.get(template__code="spring", channel="sms"), by=by)

    assert stands(campaign) == ("paused", TEXT)


@pytest.mark.usefixtures("three")
def test_a_text_in_another_language_is_a_change(hotel, by):
    campaign = agreed(hotel)
    row = Variant.objects.get(template__code="spring", channel="email")
    text = templates.Text("新茶到了。", "春")
    templates.save_variant(row.template, language="zh-hans", channel="email", text=text, version=0, by=by)

    assert stands(campaign) == ("paused", TEXT)


@pytest.mark.usefixtures("three")
def test_a_block_in_a_text_is_part_of_it(hotel, by):
    block = Block.objects.create(code="gift", name_en="Gift", name_zh="礼", source_en="Tea.", source_zh="茶。")
    Block.objects.create(code="other", name_en="Other", name_zh="别", source_en="Tea.", source_zh="茶。")
    step = plan()
    Variant.objects.filter(template__code="spring", channel="sms").update(source=BLOCK)
    campaign = agreed(hotel, step)

    other = Block.objects.get(code="other")
    templates.save_block(other, version=other.version, by=by, source_en="Coffee.", source_zh="咖啡。")
    assert stands(campaign) == ("running", "")
    templates.save_block(block, version=block.version, by=by, source_en="Coffee.", source_zh="咖啡。")
    assert stands(campaign) == ("paused", TEXT)


@pytest.mark.usefixtures("three")
def test_a_block_in_the_plain_text_of_an_e_mail_is_part_of_it(hotel, by):
    block = Block.objects.create(code="gift", name_en="Gift", name_zh="礼", source_en="Tea.", source_zh="茶。")
    step = plan()
    Variant.objects.filter(template__code="spring", channel="email").update(plain=BLOCK)
    campaign = agreed(hotel, step)

    templates.save_block(block, version=block.version, by=by, source_en="Coffee.", source_zh="咖啡。")
    assert stands(campaign) == ("paused", TEXT)


SAYS_OFFERS = {
    "subject": "{{ offer.name | default: 'Spring' }}",
    "source": "Come again.{% if offer.name %} Why not {{ offer.name }}?{% endif %}",
    "plain": '{% block "offer" %}',
    "provider_ids": {"aliyun": {"code": "SMS_1", "parameters": {"what": '{{ offer.name | default: "spring" }}'}}},
}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("field", SAYS_OFFERS)
def test_where_a_text_says_offers_those_of_the_hotel_are_part_of_it(hotel, field):
    offer = OfferFactory(price="880.00", currency="CNY")
    step = plan()
    Variant.objects.filter(template__code="spring", channel="email").update(**{field: SAYS_OFFERS[field]})
    campaign = agreed(hotel, step)
    offer.price = "1.00"
    offer.save()

    assert run() == {}
    assert stands(campaign) == ("paused", TEXT)
    assert Enrolment.objects.count() == 0


@pytest.mark.usefixtures("three")
def test_an_offer_that_is_new_was_agreed_to_by_nobody(hotel):
    step = plan()
    Variant.objects.filter(template__code="spring").update(source='{% block "offer" %}')
    campaign = agreed(hotel, step)
    OfferFactory()

    assert run() == {}
    assert stands(campaign) == ("paused", TEXT)


def switched_off():
    return OfferFactory(is_active=False)


def elsewhere():
    offer = OfferFactory()
    offer.hotels.set([HotelFactory()])
    return offer


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("made", "says"),
    [
        (switched_off, '{% block "offer" %}'),
        (elsewhere, '{% block "offer" %}'),
        (OfferFactory, "A special offer. Tea is in."),
    ],
    ids=["switched off", "of another hotel", "no text says offers"],
)
def test_an_offer_that_no_guest_would_read_is_not_part_of_it(hotel, made, says):
    offer = made()
    step = plan()
    Variant.objects.filter(template__code="spring").update(source=says)
    campaign = agreed(hotel, step)
    offer.text_en = "With a boat trip."
    offer.save()
    run()

    assert stands(campaign) == ("running", "")


@pytest.mark.usefixtures("three")
def test_a_voucher_worth_more_is_not_issued(hotel):
    campaign = agreed(hotel, plan(voucher_type=VoucherTypeFactory(value=100)))
    VoucherType.objects.update(value=900)

    assert run() == {}
    assert stands(campaign) == ("paused", TEXT)
    assert Enrolment.objects.count() == 0


@pytest.mark.usefixtures("three")
def test_a_voucher_at_another_hotel_is_another_voucher(hotel):
    kind = VoucherTypeFactory()
    campaign = agreed(hotel, plan(voucher_type=kind))
    kind.hotels.add(hotel)
    run()

    assert stands(campaign) == ("paused", TEXT)


@pytest.mark.usefixtures("three")
def test_no_step_is_taken_with_a_text_that_was_changed_past_everybody(hotel):
    campaign = agreed(hotel, plan(), plan("again", after_days=1))
    run()
    Variant.objects.filter(template__code="again").update(source="By SQL.")

    assert take(campaign.pk, at=NOON + DAY) == {}
    assert stands(campaign) == ("paused", TEXT)
    assert Message.objects.count() == 3


@pytest.mark.usefixtures("three")
def test_an_automatic_one_pauses_too(hotel, by):
    campaign = agreed(hotel, occasion="birthday")
    rewrite(by)

    assert stands(campaign) == ("paused", TEXT)


@pytest.mark.usefixtures("three")
def test_an_automatic_one_chooses_nobody_by_another_rule(hotel):
    segment = SegmentFactory()
    campaign = agreed(hotel, occasion="welcome", segment=segment)
    MemberFactory(guest=person(), joined_on=NOON.date())
    segment.rule = {"all": [{"field": "stays", "op": "at_least", "value": 0}]}
    segment.save()

    assert run_occasions(at=NOON) == {campaign.pk: {}}
    assert stands(campaign) == ("paused", RULE)
    assert Enrolment.objects.count() == 0


@pytest.mark.usefixtures("three")
def test_a_small_automatic_one_whose_audience_is_made_large_waits_for_another_person(hotel, by):
    segment = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 9}]})
    campaign = start(drafted(hotel, occasion="welcome", segment=segment), by=by, at=NOON)
    assert campaign.state == "running"
    member = MemberFactory(guest=person(), joined_on=NOON.date())
    segment.rule = {"all": []}
    segment.save()

    assert run_occasions(at=NOON) == {campaign.pk: {}}
    assert stands(campaign)[0] == "waiting"
    assert campaign.because == "Its audience has grown to 4 guests since it was started."
    assert Enrolment.objects.count() == 0
    refuse(campaign, because="All of them?", by=UserFactory(), at=NOON)
    start(campaign, by=by, at=NOON)
    with pytest.raises(OwnCampaign):
        approve(campaign, by=by, at=NOON)
    approve(campaign, by=UserFactory(), at=NOON)
    assert run_occasions(at=NOON) == {campaign.pk: {"treated": 1}}
    assert Enrolment.objects.get().guest_id == member.guest_id


@pytest.mark.usefixtures("three")
def test_an_audience_by_another_rule_is_another_audience(hotel):
    segment, inner = SegmentFactory(), SegmentFactory()
    segment.rule = {"all": [{"field": "segment", "op": "in", "value": [inner.pk]}]}
    segment.save()
    campaign = agreed(hotel, segment=segment)
    inner.rule = {"all": [{"field": "stays", "op": "at_least", "value": 0}]}
    inner.save()

    assert run() == {}
    assert stands(campaign) == ("paused", RULE)


@pytest.mark.usefixtures("three")
def test_whom_a_one_off_is_for_counts_until_they_are_chosen(hotel):
    segment = SegmentFactory()
    campaign = agreed(hotel, plan(), plan("again", after_days=1), segment=segment)
    run()
    segment.rule = {"none": []}
    segment.save()

    assert run(NOON + DAY) == {"done": 3}
    assert stands(campaign)[0] in {"running", "finished"}


@pytest.mark.usefixtures("three")
def test_it_goes_on_when_another_person_agreed_to_the_new_text(hotel, by):
    campaign = agreed(hotel, plan(), plan("again", after_days=1))
    run()
    rewrite(by)

    asked = resume(campaign, by=by, at=NOON + DAY)
    assert (asked.state, asked.asked_by, asked.approved_by) == ("waiting", by, None)
    assert run(NOON + DAY) == {}
    assert Mailing.objects.get().paused_at is not None
    with pytest.raises(OwnCampaign):
        approve(campaign, by=by, at=NOON + DAY)
    approve(campaign, by=UserFactory(), at=NOON + DAY)

    assert stands(campaign) == ("running", "")
    assert Mailing.objects.get().paused_at is None
    assert run(NOON + DAY) == {"done": 3}


@pytest.mark.usefixtures("three")
def test_changed_back_it_is_what_was_agreed_to(hotel, by):
    campaign = agreed(hotel)
    rewrite(by)
    rewrite(by, source="The tea is in.")

    assert resume(campaign, by=by, at=NOON).state == "running"


@pytest.mark.usefixtures("three")
def test_paused_by_somebody_it_needs_approval_all_the_same(hotel, by):
    campaign = agreed(hotel)
    pause(campaign, because="rain", by=by, at=NOON)
    rewrite(by)

    assert stands(campaign) == ("paused", "rain")
    assert resume(campaign, by=by, at=NOON).state == "waiting"


@pytest.mark.usefixtures("three")
def test_refused_it_stays_paused_and_is_no_draft(hotel, by):
    campaign = agreed(hotel)
    run()
    rewrite(by)
    resume(campaign, by=by, at=NOON)

    refused = refuse(campaign, because="Too dear.", by=UserFactory(), at=NOON)
    assert (refused.state, refused.state_because) == ("paused", "Too dear.")
    assert refuse(campaign, because="Too dear.", by=UserFactory(), at=NOON).version == refused.version
    assert resume(campaign, by=by, at=NOON).state == "waiting"


@pytest.mark.usefixtures("three")
def test_its_mailing_does_not_go_on_by_itself(hotel, by):
    agreed(hotel)
    run()
    rewrite(by)

    with pytest.raises(HeldError):
        mailings.resume(Mailing.objects.get(), by=by, at=NOON)
    assert Mailing.objects.get().paused_at is not None


@pytest.mark.usefixtures("three")
def test_what_waits_of_a_finished_one_is_called_off(hotel, by):
    campaign = agreed(hotel)
    run()
    finish(campaign, by=by, at=NOON)
    rewrite(by)

    assert set(Message.objects.values_list("state", "reason")) == {("cancelled", "called_off")}
    assert stands(campaign) == ("finished", "")


@pytest.mark.usefixtures("three")
def test_what_was_changed_while_it_was_read_is_not_agreed_to(hotel, by):
    campaign = start(drafted(hotel), by=UserFactory(), at=NOON)
    seen = agreement(campaign)
    rewrite(by)

    with pytest.raises(ChangedMeanwhile):
        approve(campaign, by=by, at=NOON, seen=seen)
    assert stands(campaign)[0] == "waiting"


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("of", ["text", "rule"])
def test_who_changed_what_another_started_does_not_agree_to_it_alone(hotel, by, of):
    starter, segment = UserFactory(), SegmentFactory()
    campaign = start(drafted(hotel, segment=segment), by=starter, at=NOON)
    if of == "text":
        rewrite(by)
    else:
        Segment.objects.update(rule={"any": [{"field": "stays", "op": "at_least", "value": 0}]})

    with pytest.raises(ChangedSince):
        approve(campaign, by=by, at=NOON, seen=agreement(campaign))
    assert stands(campaign)[0] == "waiting"
    refuse(campaign, because="Read it again.", by=by, at=NOON)
    start(campaign, by=starter, at=NOON)
    assert approve(campaign, by=by, at=NOON, seen=agreement(campaign)).state == "running"


@pytest.mark.usefixtures("three")
def test_what_needed_nobody_is_agreed_to_by_two_once_its_rule_made_it_large(hotel, by):
    segment = SegmentFactory(rule={"all": [{"field": "stays", "op": "at_least", "value": 9}]})
    campaign = start(drafted(hotel, occasion="welcome", segment=segment), by=UserFactory(), at=NOON)
    Segment.objects.update(rule={"all": []})
    run_occasions(at=NOON)
    assert stands(campaign)[0] == "waiting"

    with pytest.raises(ChangedSince):
        approve(campaign, by=by, at=NOON)
    refuse(campaign, because="Whose is it?", by=by, at=NOON)
    starter = UserFactory()
    assert start(campaign, by=starter, at=NOON).state == "waiting"
    with pytest.raises(OwnCampaign):
        approve(campaign, by=starter, at=NOON)
    assert approve(campaign, by=by, at=NOON).state == "running"


@pytest.mark.usefixtures("three")
def test_who_resumes_a_small_one_stands_for_what_it_says_by_then(hotel, by, settings):
    settings.CAMPAIGN_APPROVAL_SIZE = 3
    campaign = start(drafted(hotel, occasion="welcome"), by=UserFactory(), at=NOON)
    pause(campaign, because="rain", by=by, at=NOON)
    rewrite(by)
    resumed = resume(campaign, by=by, at=NOON)
    assert (resumed.state, resumed.asked_by) == ("running", by)

    person()
    run_occasions(at=NOON)
    with pytest.raises(OwnCampaign):
        approve(campaign, by=by, at=NOON)
    assert approve(campaign, by=UserFactory(), at=NOON).state == "running"


@pytest.mark.usefixtures("three")
def test_a_draft_that_was_refused_begins_anew(hotel, by):
    campaign = start(drafted(hotel), by=by, at=NOON)
    refuse(campaign, because="Too dear.", by=UserFactory(), at=NOON)
    rewrite(by)

    assert start(campaign, by=by, at=NOON).agreed == ""
    assert approve(campaign, by=UserFactory(), at=NOON).agreed == agreement(campaign)


def test_the_hashes_do_not_depend_on_the_language(hotel):
    campaign = drafted(hotel, plan(voucher_type=VoucherTypeFactory()))
    with translation.override("zh-hans"):
        in_chinese = agreement(campaign)

    assert agreement(campaign) == in_chinese
    Campaign(agreed=in_chinese).clean_fields(exclude={field.name for field in Campaign._meta.fields} - {"agreed"})
