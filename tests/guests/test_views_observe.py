"""Noting a preference in two taps, by everybody who meets the guest."""

import json

import pytest
from django.urls import reverse

from guests.actions import observe
from guests.models import Consent, GuestTag, Notice, Tag
from guests.queries.preferences import suggestions
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from stays.models import StayStatus
from tests.factories import NOW, TODAY, HotelFactory, StayFactory, TagFactory, UserFactory, staff

from .pages import HX, agree, client_of, enter, naughty_strings, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def desk(hotel):
    return signed_in(Role.FRONT_DESK, hotel)


def url(guest, verb="observe", *args) -> str:
    return reverse(f"guests:{verb}", args=[guest.number, *args])


def in_house(hotel):
    guest = enter()
    StayFactory(guest=guest, hotel=hotel, status=StayStatus.IN_HOUSE)
    return guest


def found(client, guest, text):
    response = client.post(url(guest, "suggest"), {"note": text}, **HX)
    return [tag.code for tag in response.context["tags"]]


def test_a_tap_on_a_suggestion_notes_it(hotel):
    person, guest = staff(Role.FRONT_DESK, hotel), enter()
    tag = Tag.objects.get(code="longjing-tea")
    response = client_of(person).post(url(guest), {"tag": tag.pk, "source": "stated"}, **HX)

    assert response.status_code == 200
    row = guest.guest_tags.get()
    assert (row.tag, row.source, row.noted_by, row.hotel, row.department, row.note) == (
        tag,
        "stated",
        person,
        hotel,
        "",
        "",
    )
    assert set(json.loads(response["HX-Trigger"])) >= {"close-dialog", "preferences-changed", "guest-changed"}


def test_toast_undoes_it(desk):
    guest = enter()
    response = desk.post(url(guest), {"tag": Tag.objects.get(code="longjing-tea").pk}, **HX)
    [note] = json.loads(response["HX-Trigger-After-Settle"])["toasts"]["notes"]
    assert desk.post(note["undo"], **HX).status_code == 200

    assert not guest.guest_tags.exists()


def test_two_taps_on_the_same_button_are_one_note(desk):
    guest = enter()
    for _ in range(2):
        desk.post(url(guest), {"tag": Tag.objects.get(code="longjing-tea").pk, "token": "abc"}, **HX)

    assert guest.guest_tags.get().times == 1


def test_words_that_match_no_tag_are_kept_as_a_note(desk):
    guest = enter()
    desk.post(url(guest), {"tag": "", "note": "wants the lamp left on"}, **HX)

    row = guest.guest_tags.get()
    assert (row.tag.code, row.note) == ("other-wish", "wants the lamp left on")


def test_naughty_words_are_kept_as_they_are(desk):
    guest = enter()
    for text in naughty_strings(step=12):
        if text.strip() and "\x00" not in text:
            desk.post(url(guest), {"tag": "", "note": text}, **HX)
            assert desk.post(url(guest, "suggest"), {"note": text}, **HX).status_code == 200

    assert "<script>alert(1)</script>" in guest.guest_tags.get().note


def test_sensitive_tag_without_consent_or_a_text_to_tell_is_refused_with_a_sentence(desk):
    Notice.objects.all().delete()
    guest = enter()
    peanut = Tag.objects.get(code="allergy-peanut")
    response = desk.post(url(guest), {"tag": peanut.pk}, **HX)
    [note] = json.loads(response["HX-Trigger-After-Settle"])["toasts"]["notes"]
    assert note["level"] == "error"
    assert not guest.guest_tags.exists()


def test_sensitive_tag_with_consent_takes_two_taps(desk):
    guest = enter()
    agree(guest)
    peanut = Tag.objects.get(code="allergy-peanut")
    desk.post(url(guest), {"tag": peanut.pk}, **HX)
    assert guest.guest_tags.get().tag == peanut


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("longj", "longjing-tea"),
        ("龙井", "longjing-tea"),
        ("dragon well", "longjing-tea"),
        ("明前", "longjing-tea"),
        ("ljc", "longjing-tea"),
        ("longjingcha", "longjing-tea"),
        ("longjin tea", "longjing-tea"),
        ("LONGJING  TEA", "longjing-tea"),
        ("安静", "quiet-room"),
        ("怕吵", "quiet-room"),
        ("quiet", "quiet-room"),
        ("荞麦", "buckwheat-pillow"),
    ],
)
def test_suggestions_are_found_in_both_languages_by_synonym_and_pinyin(desk, text, code):
    assert code in found(desk, enter(), text)[:3]


def test_nothing_like_it_suggests_nothing(desk):
    assert found(desk, enter(), "zzzzqqqq") == []


def test_what_the_team_notes_most_comes_first(hotel):
    person = staff(Role.DEPARTMENT, hotel, "housekeeping")
    guest = enter()
    usual, once, elsewhere = (Tag.objects.get(code=code) for code in ("low-pillow", "kettle", "port-wine"))
    for tag, times in ((usual, 2), (once, 1)):
        for _ in range(times):
            facts = {"by": person, "at": NOW, "hotel": hotel, "department": "housekeeping"}
            observe(enter(), tag=tag, source="observed", **facts)
    observe(guest, tag=elsewhere, source="observed", by=None, at=NOW, hotel=HotelFactory())
    tags = suggestions(access_of(person, hotel), hotel=hotel, text="")

    assert [tag.code for tag in tags[:2]] == ["low-pillow", "kettle"]
    assert len(tags) == 12
    assert all("housekeeping" in tag.category.departments for tag in tags)


def test_department_notes_for_guests_it_serves_and_says_which_it_is(hotel):
    client, guest = signed_in(Role.DEPARTMENT, hotel, "housekeeping"), in_house(hotel)
    assert client.get(url(guest), **HX).status_code == 200
    client.post(url(guest), {"tag": Tag.objects.get(code="low-pillow").pk}, **HX)

    row = guest.guest_tags.get()
    assert (row.department, row.source) == ("housekeeping", GuestTag.Source.OBSERVED)


def test_department_does_not_see_guests_who_are_elsewhere(hotel):
    client = signed_in(Role.DEPARTMENT, hotel, "housekeeping")
    gone = enter()
    StayFactory(guest=gone, hotel=hotel, status=StayStatus.CHECKED_OUT, arrival=TODAY)
    for guest in (enter(), in_house(HotelFactory()), gone):
        assert client.get(url(guest)).status_code == 404
        assert client.post(url(guest), {"tag": "", "note": "x"}).status_code == 404
        assert client.post(url(guest, "suggest"), {"note": "x"}).status_code == 404
    assert not GuestTag.objects.exists()


def test_department_neither_suggests_nor_notes_sensitive_tags_of_other_departments(hotel):
    client, guest = signed_in(Role.DEPARTMENT, hotel, "restaurant"), in_house(hotel)
    agree(guest)
    tag = TagFactory(name_en="Sore back", is_sensitive=True, category__departments=["spa"])
    assert found(client, guest, "sore back") == []
    assert client.post(url(guest), {"tag": tag.pk}).status_code == 404
    assert found(signed_in(Role.DEPARTMENT, hotel, "spa"), guest, "sore back") == [tag.code]


def test_undo_is_for_ones_own_note(hotel):
    guest = in_house(hotel)
    row = observe(guest, tag=TagFactory(), source="observed", by=UserFactory(), at=NOW, hotel=hotel)
    stranger = signed_in(Role.DEPARTMENT, hotel, "spa")
    assert stranger.post(url(guest, "unobserve", row.pk, 1)).status_code == 404
    assert guest.guest_tags.exists()


def test_undo_after_somebody_noted_it_again_says_so(hotel):
    person, guest, tag = staff(Role.FRONT_DESK, hotel), enter(), TagFactory()
    row = observe(guest, tag=tag, source="observed", by=person, at=NOW, hotel=hotel)
    observe(guest, tag=tag, source="observed", by=None, at=NOW, hotel=hotel)
    response = client_of(person).post(url(guest, "unobserve", row.pk, 1), **HX)

    [note] = json.loads(response["HX-Trigger-After-Settle"])["toasts"]["notes"]
    assert note["level"] == "error"
    assert guest.guest_tags.get().times == 2


@pytest.mark.parametrize("role", [Role.MARKETING, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_who_may_not_note(hotel, role):
    client, guest = signed_in(role, hotel), enter()
    assert client.get(url(guest)).status_code == 403
    assert client.post(url(guest), {"tag": "", "note": "x"}).status_code == 403


def test_a_no_to_keeping_it_is_recorded_and_not_asked_about_again(desk):
    guest, peanut = enter(), Tag.objects.get(code="allergy-peanut")
    notice = desk.post(url(guest), {"tag": peanut.pk}, **HX).context["notice"]

    for _click in range(2):
        desk.post(url(guest), {"tag": peanut.pk, "refused": notice.pk}, **HX)

    answer = guest.consents.get()
    assert (answer.purpose, answer.channel, answer.decision, answer.notice) == ("sensitive", "any", "refused", notice)
    assert not guest.guest_tags.exists()
    again = desk.post(url(guest), {"tag": peanut.pk}, **HX)
    [note] = json.loads(again["HX-Trigger-After-Settle"])["toasts"]["notes"]
    assert note["level"] == "error"


@pytest.mark.parametrize("tag", ["999999", "9" * 5000, "x", "²", "-1"])
def test_unknown_tag_is_no_error_page(desk, tag):
    response = desk.post(url(enter()), {"tag": tag, "note": "words"}, **HX)
    assert response.status_code in {200, 404}


def test_number_of_queries_does_not_grow_with_tags(hotel, desk, django_assert_num_queries):
    guest = enter()
    for n in (1, 3):
        TagFactory.create_batch(n)
        with django_assert_num_queries(6):
            desk.get(url(guest), **HX)


def test_a_department_notes_an_allergy_with_the_guests_consent(hotel):
    """Note, the allergy, "the guest agrees": three taps, and both are kept or neither."""
    guest, tag = in_house(hotel), Tag.objects.get(code="allergy-peanut")
    waiter = staff(Role.DEPARTMENT, hotel, "restaurant")
    client = client_of(waiter)
    assert "allergy-peanut" in found(client, guest, "peanut")

    asked = client.post(url(guest), {"tag": tag.pk}, **HX)
    assert asked["HX-Retarget"] == "#suggestions"
    assert not guest.guest_tags.exists()
    assert not Consent.objects.exists()

    client.post(url(guest), {"tag": tag.pk, "agreed": asked.context["notice"].pk}, **HX)
    assert guest.guest_tags.get().tag == tag
    row = Consent.objects.get()
    assert (row.purpose, row.channel, row.decision, row.evidence, row.by, row.hotel, row.notice) == (
        "sensitive",
        "any",
        "given",
        "desk",
        waiter,
        hotel,
        asked.context["notice"],
    )


def test_consent_to_another_text_keeps_nothing(hotel, desk):
    guest, tag = enter(), Tag.objects.get(code="allergy-peanut")
    other = Notice.objects.get(purpose="marketing")
    desk.post(url(guest), {"tag": tag.pk, "agreed": other.pk}, **HX)

    assert not guest.guest_tags.exists()
    assert not Consent.objects.exists()
