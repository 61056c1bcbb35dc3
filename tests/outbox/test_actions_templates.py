"""Templates entered, changed by two people at once, duplicated, archived, and tried on oneself."""

from collections.abc import Callable
from typing import Any

import pytest

from hotelcrm.accounts.models import Hotel, User
from hotelcrm.outbox.actions import templates as actions
from hotelcrm.outbox.actions.templates import FaultyTextError, FaultyVariantsError, StaleTextError, Text
from hotelcrm.outbox.models import Block, Message, Template, Variant
from hotelcrm.outbox.writing.rendering import Written
from tests.factories import NOW, HotelFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return UserFactory(email="lena@lakeside.example")


@pytest.fixture
def template(user: User) -> Template:
    return make(user)


def make(user: User, **fields: Any) -> Template:
    known = {"name_en": "Hello", "name_zh": "你好", "purpose": "service", "is_generic": False, "fallback": "en"}
    return actions.create_template(**known | fields, by=user)


def save(template: Template, source: str, user: User, *, version: int = 0, **rest: Any) -> Variant:
    place = {"language": "en", "channel": "sms"} | {
        key: rest.pop(key) for key in ("language", "channel") if key in rest
    }
    return actions.save_variant(template, **place, text=Text(source, **rest), version=version, by=user)


def test_codes_are_made_from_names_and_never_twice(user: User) -> None:
    codes = [make(user, name_en=name).code for name in ("Spring offer", "Spring offer", "春季", "春季")]
    assert codes == ["spring-offer", "spring-offer-2", "template", "template-2"]


def test_a_saved_text_is_compiled_and_counts_its_versions(template: Template, user: User) -> None:
    variant = save(template, "Hello\r\n{{ hotel.name }}", user, channel="email", subject="Hi", preheader="x")
    assert (variant.version, variant.revision) == (1, 1)
    assert "{{ hotel.name }}" in variant.html
    again = save(template, "Bye", user, channel="email", subject="Hi", version=1)
    assert (again.pk, again.version, again.revision, again.text) == (variant.pk, 2, 2, "Bye")


def test_a_faulty_text_is_not_saved(template: Template, user: User) -> None:
    with pytest.raises(FaultyTextError) as refusal:
        save(template, "a\n{{ guest.nobody }}", user)
    assert [fault.line for fault in refusal.value.faults] == [2]
    assert not template.variants.exists()


def test_a_warning_does_not_stop_saving(template: Template, user: User) -> None:
    assert save(template, "http://lakeside.example/", user).version == 1


def test_parameters_of_a_provider_are_checked_too(template: Template, user: User) -> None:
    told = {"aliyun": {"code": "SMS_1", "overseas": "", "parameters": {"name": "{{ guest.first_name }}"}}}
    with pytest.raises(FaultyTextError, match="Some guests have no"):
        save(template, "Hello", user, provider_ids=told)


def test_who_saves_second_is_told_and_overwrites_nothing(template: Template, user: User) -> None:
    save(template, "first", user)
    save(template, "theirs", user, version=1)
    for version in (0, 1):
        with pytest.raises(StaleTextError) as stale:
            save(template, "mine", user, version=version)
        assert stale.value.current.source == "theirs"  # type: ignore[union-attr]
    assert template.variants.get().source == "theirs"


def test_settings_changed_by_two_are_told_too(template: Template, user: User) -> None:
    actions.edit_template(template, version=1, by=user, name_en="One")
    with pytest.raises(StaleTextError):
        actions.edit_template(template, version=1, by=user, name_en="Two")
    template.refresh_from_db()
    assert (template.name_en, template.version) == ("One", 2)


def test_a_template_does_not_become_generic_while_it_says_what_is_known(template: Template, user: User) -> None:
    save(template, "{{ stay.nights }}", user)
    with pytest.raises(FaultyVariantsError, match=r"English, text message: “stay\.nights”"):
        actions.edit_template(template, version=1, by=user, is_generic=True)
    template.refresh_from_db()
    assert not template.is_generic


def test_archived_and_back_any_number_of_times(template: Template, user: User) -> None:
    assert actions.archive(template, by=user, at=NOW).archived_at == NOW
    assert actions.archive(template, by=user, at=NOW.replace(year=2027)).archived_at == NOW
    assert actions.restore(template, by=user).archived_at is None
    assert actions.restore(template, by=user).archived_at is None


def test_a_copy_has_all_the_texts_and_a_life_of_its_own(template: Template, user: User) -> None:
    save(template, "one", user)
    save(template, "一", user, language="zh-hans")
    actions.archive(template, by=user, at=NOW)
    copy = actions.duplicate(template, by=user)
    assert (copy.name_en, copy.name_zh, copy.archived_at) == ("Hello (copy)", "你好（副本）", None)
    assert sorted(copy.variants.values_list("source", "version")) == [("one", 1), ("一", 1)]
    save(copy, "two", user, version=1)
    assert sorted(template.variants.values_list("source", flat=True)) == ["one", "一"]


def test_a_removed_text_is_gone(template: Template, user: User) -> None:
    actions.remove_variant(save(template, "one", user), by=user)
    assert not template.variants.exists()


def change_block(code: str, user: User, **changes: str) -> Block:
    block = Block.objects.get(code=code)
    known = {name: getattr(block, name) for name in ("name_en", "name_zh", "source_en", "source_zh")}
    return actions.save_block(block, version=block.version, by=user, **known | changes)


def test_a_changed_block_changes_the_texts_it_stands_in(template: Template, user: User) -> None:
    variant = save(template, 'Hi. {% block "offer" %}', user)
    other = save(template, "Hi.", user, language="zh-hans")
    change_block("offer", user, source_en="Tea for two at {{ hotel.name }}")
    variant.refresh_from_db()
    assert (variant.text, variant.version, variant.revision) == ("Hi. Tea for two at {{ hotel.name }}", 1, 2)
    other.refresh_from_db()
    assert other.revision == 1


def test_a_block_does_not_break_the_templates_it_stands_in(user: User) -> None:
    with pytest.raises(FaultyVariantsError, match="known of the guest"):
        change_block("offer", user, source_en="You have {{ member.points }} points")
    assert "member.points" not in Block.objects.get(code="offer").source_en


def test_a_faulty_block_is_not_saved_and_says_in_which_language(user: User) -> None:
    with pytest.raises(FaultyTextError) as refusal:
        change_block("offer", user, source_zh="{{ nobody }}")
    assert [(fault.field, fault.line) for fault in refusal.value.faults] == [("source_zh", 1)]


def test_a_block_changed_by_two_is_told(user: User) -> None:
    change_block("offer", user, name_en="One")
    with pytest.raises(StaleTextError):
        actions.save_block(
            Block.objects.get(code="offer"),
            version=1,
            by=user,
            name_en="Two",
            name_zh="二",
            source_en="x",
            source_zh="x",
        )


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


def test_a_test_goes_to_oneself_each_time_anew(
    hotel: Hotel, user: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    written = Written("Hello", "Hello", "<!doctype html><p>Hello</p>", "en")
    with django_capture_on_commit_callbacks():
        for _time in range(2):
            actions.send_test(written, channel="email", to=user, address="", hotel=hotel, at=NOW)
    rows = Message.objects.filter(staff=user)
    assert [(row.channel, row.purpose, row.guest_id, row.subject, row.body) for row in rows] == [
        ("email", "service", None, "Test: Hello", "<!doctype html><p>Hello</p>")
    ] * 2


def test_a_test_for_guests_on_wecom_goes_to_ones_own_account(hotel: Hotel, user: User) -> None:
    row = actions.send_test(
        Written("", "Hello", "", "en"), channel="wecom", to=user, address="lena", hotel=hotel, at=NOW
    )
    assert (row.channel, row.address, row.body) == ("wecom_staff", "lena", "Hello")
