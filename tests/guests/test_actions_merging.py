"""Two profiles become one and two again: nothing lost, nothing doubled, late facts with the survivor."""

import pytest
from django.db import connection, transaction

from guests import merging
from guests.actions import (
    CannotUndoError,
    SamePersonError,
    add_contact,
    add_relationship,
    add_special_date,
    edit_guest,
    lock,
    merge_guests,
    observe,
    undo_merge,
)
from guests.consent import holds
from guests.models import Contact, Guest, GuestTag, Merge, Relationship, SpecialDate, Touchpoint
from stays.models import Stay, StayGuest
from tests.factories import NOW, StayFactory, TagFactory, UserFactory

from .pages import agree, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


def owners() -> dict[str, list[tuple[int, int | None]]]:
    """Whose every row is, in every registered relation."""
    return {
        relation.name: sorted(relation.table._default_manager.values_list("pk", f"{relation.field}_id"))
        for relation in merging.relations()
        if not relation.model.endswith("Merge") and relation.model != "guests.Touchpoint"
    }


def test_every_foreign_key_to_a_guest_is_registered():
    assert [relation.name for relation in merging.relations()] == merging.foreign_keys()


def test_everything_of_the_absorbed_guest_moves(by):
    kept, gone = enter(), enter(given_name="明")
    contact = add_contact(gone, kind="phone", value="13800138000", by=by, at=NOW)
    tag = observe(gone, tag=TagFactory(), source="stated", by=by, at=NOW, hotel=None)
    stay = StayFactory(guest=gone)
    day = add_special_date(gone, kind="wedding", month=5, day=20, by=by, at=NOW)
    friend = add_relationship(gone, other=enter(given_name="友"), kind="friend", by=by, at=NOW)
    merge_guests(kept, absorbed=gone, by=by, at=NOW)

    rows = [Contact.objects.get(pk=contact.pk), GuestTag.objects.get(pk=tag.pk), Stay.objects.get(pk=stay.pk)]
    rows += [SpecialDate.objects.get(pk=day.pk), Relationship.objects.get(pk=friend.pk)]
    assert [row.guest for row in rows] == [kept] * 5
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_undo_puts_every_row_back(by):
    kept, gone, tag = enter(), enter(), TagFactory()
    for guest in (kept, gone):  # the same contact, preference, day and friend on both sides: each collides
        add_contact(guest, kind="phone", value="13800138000", by=by, at=NOW)
        observe(guest, tag=tag, source="observed", by=by, at=NOW, hotel=None)
        add_special_date(guest, kind="wedding", month=5, day=20, by=by, at=NOW)
        add_contact(guest, kind="email", value=f"g{guest.pk}@example.com", by=by, at=NOW)
        StayFactory(guest=guest)
    add_relationship(kept, other=gone, kind="spouse", by=by, at=NOW)
    shared = StayFactory(guest=kept)
    StayGuest.objects.create(stay=shared, guest=gone)
    before = owners()
    record = merge_guests(kept, absorbed=gone, by=by, at=NOW)
    assert owners() != before

    undo_merge(record, by=by, at=NOW)
    assert owners() == before
    assert Contact.objects.filter(is_primary=True).count() == 4
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_preferences_both_have_add_up_and_part_again(by):
    kept, gone, tag = enter(), enter(), TagFactory()
    for source, guest, note in (
        ("observed", kept, "hot"),
        ("stated", gone, "in a glass"),
        ("stated", gone, "no sugar"),
    ):
        observe(guest, tag=tag, source=source, note=note, by=by, at=NOW, hotel=None)
    record = merge_guests(kept, absorbed=gone, by=by, at=NOW)

    row = kept.guest_tags.get()
    assert (row.times, row.source, row.note) == (3, "stated", "hot\nin a glass\nno sugar")
    undo_merge(record, by=by, at=NOW)
    row = kept.guest_tags.get()
    assert (row.times, row.source, row.note) == (1, "observed", "hot")
    other = gone.guest_tags.get()
    assert (other.times, other.source, other.note) == (2, "stated", "in a glass\nno sugar")


def test_what_happens_after_the_merge_stays_with_the_survivor(by):
    kept, gone, tag = enter(), enter(), TagFactory()
    record = merge_guests(kept, absorbed=gone, by=by, at=NOW)
    late = observe(gone, tag=tag, source="stated", by=by, at=NOW, hotel=None)
    assert late.guest == kept

    undo_merge(record, by=by, at=NOW)
    assert [row.guest for row in GuestTag.objects.all()] == [kept]


def test_consents_of_both_hold_for_the_survivor_though_none_is_changed(by):
    kept, gone = enter(), enter()
    agree(gone)
    record = merge_guests(kept, absorbed=gone, by=by, at=NOW)
    assert holds(kept, "sensitive")

    undo_merge(record, by=by, at=NOW)
    assert not holds(kept, "sensitive")
    assert holds(gone, "sensitive")


def test_empty_fields_are_filled_and_emptied_again(by):
    kept, gone = enter(language="en"), enter(language="de", birth_month=3, birth_day=5, occupation="律师")
    record = merge_guests(kept, absorbed=gone, by=by, at=NOW)
    kept.refresh_from_db()
    assert (kept.language, kept.birth_month, kept.birth_day, kept.occupation) == ("en", 3, 5, "律师")

    edit_guest(kept, version=kept.version, by=by, at=NOW, occupation="医生")
    undo_merge(record, by=by, at=NOW)
    kept.refresh_from_db()
    assert (kept.birth_month, kept.birth_day, kept.occupation) == (None, None, "医生")


def test_a_no_to_profiling_of_either_holds_for_both(by):
    kept, gone = enter(), enter(generic_offers_only=True)
    record = merge_guests(kept, absorbed=gone, by=by, at=NOW)
    kept.refresh_from_db()
    assert kept.generic_offers_only

    undo_merge(record, by=by, at=NOW)
    kept.refresh_from_db()
    assert not kept.generic_offers_only


def test_a_chain_of_merges_leads_to_the_last_survivor_and_parts_in_order(by):
    first, second, third = enter(), enter(), enter()
    stay = StayFactory(guest=first)
    inner = merge_guests(second, absorbed=first, by=by, at=NOW)
    outer = merge_guests(third, absorbed=second, by=by, at=NOW)
    assert Stay.objects.get(pk=stay.pk).guest == third
    with pytest.raises(CannotUndoError):
        undo_merge(inner, by=by, at=NOW)

    undo_merge(outer, by=by, at=NOW)
    assert Stay.objects.get(pk=stay.pk).guest == second
    undo_merge(inner, by=by, at=NOW)
    assert Stay.objects.get(pk=stay.pk).guest == first


def test_merging_and_undoing_twice_is_doing_it_once(by):
    kept, gone = enter(), enter()
    record = merge_guests(kept, absorbed=gone, by=by, at=NOW)
    assert merge_guests(kept, absorbed=gone, by=by, at=NOW) == record
    undo_merge(record, by=by, at=NOW)
    undo_merge(record, by=by, at=NOW)

    assert Merge.objects.count() == 1
    assert Touchpoint.objects.filter(kind="merge").count() == 2


def test_a_guest_cannot_be_merged_with_itself(by):
    kept, gone = enter(), enter()
    with pytest.raises(SamePersonError):
        merge_guests(kept, absorbed=kept, by=by, at=NOW)
    merge_guests(kept, absorbed=gone, by=by, at=NOW)
    with pytest.raises(SamePersonError):
        merge_guests(gone, absorbed=kept, by=by, at=NOW)


def test_one_guest_is_absorbed_once_at_a_time(by):
    kept, gone, other = enter(), enter(), enter()
    merge_guests(kept, absorbed=gone, by=by, at=NOW)
    with pytest.raises(SamePersonError):
        merge_guests(other, absorbed=gone, by=by, at=NOW)


def test_both_guests_are_locked_in_order_of_their_ids(by, django_capture_on_commit_callbacks):
    kept, gone = enter(), enter()
    statements: list[tuple[str, object]] = []

    def listen(execute, sql, params, many, context):
        if "FOR NO KEY UPDATE" in sql:
            statements.append(params[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        merge_guests(Guest.objects.get(pk=gone.pk), absorbed=kept, by=by, at=NOW)
    assert statements[:2] == [kept.pk, gone.pk]


def test_who_writes_to_an_absorbed_profile_locks_in_the_same_order(by):
    kept, gone = enter(), enter()
    merge_guests(gone, absorbed=kept, by=by, at=NOW)  # the survivor has the higher id
    locked: list[str] = []

    def listen(execute, sql, params, many, context):
        if "FOR NO KEY UPDATE" in sql:
            locked.append(f"{sql[sql.index('WHERE') :]} {params}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen), transaction.atomic():
        assert lock(kept) == gone
    (statement,) = locked
    assert 'ORDER BY "guests_guest"."id" ASC' in statement
    assert str(kept.pk) in statement
    assert str(gone.pk) in statement
