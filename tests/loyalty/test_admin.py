"""The programme in Django's admin: who finds what there, and what is refused with which sentence."""

from datetime import date, time

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.urls import reverse

from hotelcrm.accounts.models import Role
from loyalty.actions.vouchers import issue
from loyalty.admin import records
from loyalty.models import (
    AdjustmentLimit,
    Benefit,
    CourtesyRule,
    CurrencyRate,
    EarnRule,
    Member,
    PointsEntry,
    PointsLot,
    Programme,
    Promotion,
    Reward,
    Tier,
    VoucherType,
)
from tests.factories import (
    NOW,
    CompanyFactory,
    GuestFactory,
    HotelFactory,
    MemberFactory,
    TagFactory,
    UserFactory,
    VoucherTypeFactory,
    confirm,
    staff,
)

pytestmark = pytest.mark.django_db
MODELS = (
    *(AdjustmentLimit, Benefit, CourtesyRule, CurrencyRate, EarnRule, Programme, Promotion, Reward, Tier),
    VoucherType,
)
RECORDS = (Member, PointsEntry, PointsLot)
MAY = {Role.MARKETING, Role.MANAGER, Role.ADMINISTRATOR}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def manager(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))
    return client


def address(model, verb, *args):
    return reverse(f"admin:loyalty_{model._meta.model_name}_{verb}", args=args)


def form_of(row, **changes):
    """What the form of a row would send back, with something changed."""
    values = {name: value for name, value in model_to_dict(row).items() if value is not None and value != []}
    values = {name: value for name, value in values.items() if value is not False}
    values |= {f"benefits-{part}": "0" for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return values | changes


def faults(response):
    return response.context["adminform"].form.errors


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("model", MODELS)
def test_lists_open_to_those_who_manage_the_programme(client, hotel, role, model):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    may = {Role.ADMINISTRATOR} if model is AdjustmentLimit else MAY
    assert client.get(address(model, "changelist")).status_code == (200 if role in may else 403 if role in MAY else 302)


def test_every_model_that_is_set_up_is_there():
    found = {model for model in django_admin.site._registry if model._meta.app_label == "loyalty"}

    assert found == {*MODELS, *RECORDS}


@pytest.mark.parametrize("model", [model for model in MODELS if model not in {Programme, AdjustmentLimit}])
def test_forms_open(manager, model):
    assert manager.get(address(model, "add")).status_code == 200
    row = model.objects.order_by("pk").first()
    if row is not None:
        assert manager.get(address(model, "change", row.pk)).status_code == 200


def test_there_is_one_programme_and_it_stays(manager):
    assert manager.get(address(Programme, "change", 1)).status_code == 200
    assert manager.get(address(Programme, "add")).status_code == 403
    assert manager.post(address(Programme, "delete", 1), {"post": "yes"}).status_code == 403
    assert Programme.objects.count() == 1


def test_the_currency_stays_once_somebody_is_a_member(manager):
    programme = Programme.objects.get()
    manager.post(address(Programme, "change", 1), form_of(programme, currency="EUR"))
    assert Programme.objects.get().currency == "EUR"
    MemberFactory()

    response = manager.post(address(Programme, "change", 1), form_of(programme, currency="USD", welcome_points="7"))

    assert response.status_code == 302
    assert (Programme.objects.get().currency, Programme.objects.get().welcome_points) == ("EUR", 7)


def test_what_a_voucher_gives_stays_once_there_is_one(manager, hotel):
    terms = VoucherTypeFactory(gives="amount", value=100, currency="CNY")
    manager.post(address(VoucherType, "change", terms.pk), form_of(terms, value="90"))
    terms.refresh_from_db()
    assert terms.value == 90
    issue(terms, guest=GuestFactory(), source="desk", key="k", by=None, at=NOW, hotel=hotel)

    response = manager.post(address(VoucherType, "change", terms.pk), form_of(terms, value="1", valid_days="9"))

    terms.refresh_from_db()
    assert response.status_code == 302
    assert (terms.value, terms.valid_days) == (90, 9)


def watched(model):
    """The columns whose changes are kept."""
    history = apps.get_model("loyalty", f"{model.__name__}History")
    return {field.name for field in history._meta.fields if not field.name.startswith("pgh_")}


def test_every_term_of_the_catalogue_leaves_a_trace():
    assert watched(Programme) >= {"currency", "time_zone", "number_prefix", "cost_per_point", "expiry"}
    assert watched(CurrencyRate) == {"currency", "worth"}
    assert watched(VoucherType) >= {"gives", "value", "currency", "until_time", "least_spend", "valid_days", "cost"}
    assert watched(CourtesyRule) == {field.name for field in CourtesyRule._meta.fields} - {"id"}


def test_a_rate_corrected_keeps_the_one_before(manager):
    rate = CurrencyRate.objects.create(currency="EUR", worth=7)

    manager.post(address(CurrencyRate, "change", rate.pk), {"currency": "EUR", "worth": "8"})

    history = apps.get_model("loyalty", "CurrencyRateHistory")
    assert list(history.objects.values_list("pgh_label", "worth")) == [("update", 8)]


@pytest.mark.parametrize("model", RECORDS)
def test_records_are_looked_at_by_administrators_only(client, hotel, model):
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    seen = client.get(address(model, "changelist")).status_code, client.get(address(model, "add")).status_code
    client.force_login(staff(Role.MANAGER, hotel))

    assert seen == (200, 403)
    assert client.get(address(model, "changelist")).status_code == 403


def test_nobody_changes_a_member_by_hand(client, hotel):
    member = MemberFactory(guest__full_name="卡娜丽")
    client.force_login(UserFactory(is_superuser=True))

    page = client.get(address(Member, "change", member.pk))
    posted = client.post(address(Member, "change", member.pk), {"number": "1"})
    deleted = client.post(address(Member, "delete", member.pk), {"post": "yes"})

    assert (page.status_code, posted.status_code, deleted.status_code) == (200, 403, 403)
    assert member.number in page.text
    assert "卡娜丽" not in page.text


# Limits


def test_a_manager_does_not_raise_the_own_limit(manager):
    row = AdjustmentLimit.objects.get(role=Role.MANAGER)

    statuses = [
        confirm(manager).post(address(AdjustmentLimit, "change", row.pk), form_of(row, points=5_000_000)).status_code,
        manager.post(address(AdjustmentLimit, "add"), {"role": "front_desk", "points": 9}).status_code,
        manager.post(address(AdjustmentLimit, "delete", row.pk), {"post": "yes"}).status_code,
    ]

    row.refresh_from_db()
    assert (statuses, row.points) == ([403, 403, 403], 10_000)


def test_an_administrator_changes_a_limit_with_the_password_and_it_leaves_a_trace(client, hotel):
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    row = AdjustmentLimit.objects.get(role=Role.MANAGER)
    change, delete = address(AdjustmentLimit, "change", row.pk), address(AdjustmentLimit, "delete", row.pk)

    asked = [client.post(url, form_of(row, points=9, post="yes"))["Location"] for url in (change, delete)]
    done = confirm(client).post(change, form_of(row, points=9))

    assert all(to.startswith(reverse("account_reauthenticate")) for to in asked)
    assert done.status_code == 302
    trace = AdjustmentLimit.pgh_event_model.objects.get(pgh_obj=row)
    row.refresh_from_db()
    assert (row.points, trace.points) == (9, 9)


# Records


def test_a_long_list_is_not_counted_through(client, hotel, monkeypatch):
    MemberFactory.create_batch(4)
    monkeypatch.setattr(records, "MOST", 3)
    client.force_login(staff(Role.ADMINISTRATOR, hotel))

    assert client.get(address(Member, "changelist")).context["cl"].result_count == 3


def test_the_database_refuses_a_second_rate_for_the_same_day():
    EarnRule.objects.create(department="spa", rate=2, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    EarnRule.objects.create(department="spa", rate=3, starts_on=date(2026, 7, 1))

    with pytest.raises(IntegrityError, match="earnrule_one_rate_for_a_day"), transaction.atomic():
        EarnRule.objects.create(department="spa", rate=4, ends_on=date(2026, 1, 1))


# Tiers


def test_a_higher_tier_needs_no_less_than_a_lower_one(manager):
    gold = Tier.objects.get(code="gold")

    response = manager.post(address(Tier, "change", gold.pk), form_of(gold, nights=7, stays=26))

    assert faults(response) == {
        "nights": ["Silver below it needs 8 already."],
        "stays": ["Platinum above it needs only 25."],
    }


def test_thresholds_between_those_of_the_neighbours_are_kept(manager):
    gold = Tier.objects.get(code="gold")

    manager.post(address(Tier, "change", gold.pk), form_of(gold, nights=30))

    assert Tier.objects.get(code="gold").nights == 30


def test_somebody_has_to_begin_somewhere(manager):
    first = Tier.objects.get(rank=0)

    moved = manager.post(address(Tier, "change", first.pk), form_of(first, rank=9))
    deleted = manager.post(address(Tier, "delete", first.pk), {"post": "yes"})
    together = {"action": "delete_selected", "_selected_action": [first.pk], "post": "yes"}
    manager.post(address(Tier, "changelist"), together)

    assert faults(moved) == {"rank": ["This is the tier everybody begins with: its rank stays 0."]}
    assert deleted.status_code == 403
    assert Tier.objects.filter(rank=0).exists()


def test_the_first_tier_has_no_thresholds(manager):
    first = Tier.objects.get(rank=0)

    response = manager.post(address(Tier, "change", first.pk), form_of(first, nights=1))

    assert faults(response)["__all__"] == ["The first tier is everybody's: it has no thresholds."]


# Rules


def test_two_rules_for_the_same_stays_on_the_same_days_are_refused(manager):
    EarnRule.objects.create(department="spa", rate=2, starts_on="2026-01-01", ends_on="2026-06-30")
    new = {"department": "spa", "rate": "3"}

    clash = manager.post(address(EarnRule, "add"), new | {"starts_on": "2026-06-30", "ends_on": "2026-12-31"})
    after = manager.post(address(EarnRule, "add"), new | {"starts_on": "2026-07-01", "ends_on": ""})

    assert "overlaps" in faults(clash)["__all__"][0]
    assert after.status_code == 302


def test_a_rule_is_for_one_company_or_for_any(manager):
    response = manager.post(
        address(EarnRule, "add"), {"rate": "1", "company": CompanyFactory().pk, "any_company": "on"}
    )

    assert faults(response) == {"any_company": ["Name one company, or any company account; not both."]}


def test_the_programmes_own_currency_needs_no_rate(manager):
    response = manager.post(address(CurrencyRate, "add"), {"currency": "CNY", "worth": "1"})

    assert faults(response) == {"currency": ["The programme reckons in CNY itself."]}


def test_a_stock_is_not_less_than_what_is_taken(manager):
    reward = Reward.objects.create(code="x", name_en="X", name_zh="X", kind="spa", points=10, stock=9, taken=4)

    response = manager.post(address(Reward, "change", reward.pk), form_of(reward, stock=3))

    assert faults(response) == {"stock": ["4 are taken already: the stock cannot be less."]}


def test_a_partners_offer_names_the_partner(manager):
    new = {"code": "y", "name_en": "Y", "name_zh": "Y", "kind": "partner", "points": "10", "cost": "0"}

    assert faults(manager.post(address(Reward, "add"), new)) == {"partner": ["Say whose offer it is."]}


def test_a_voucher_type_that_says_nothing_is_refused(manager):
    new = {"code": "v", "name_en": "V", "name_zh": "V", "gives": "amount", "value": "10", "cost": "0", "valid_days": 9}

    assert faults(manager.post(address(VoucherType, "add"), new))["__all__"] == [
        "An amount needs a currency, a share at most 100 percent, a late check-out its hour."
    ]


# The table of late check-outs


def save_list(client, **changes):
    """The list sent back as it is, one field of the first line changed."""
    rows = list(CourtesyRule.objects.all())
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for place, row in enumerate(rows):
        fields = {"id": row.pk, "order": row.order, "until": row.until, "fee_percent": row.fee_percent}
        data |= {f"form-{place}-{name}": value for name, value in fields.items()}
    return client.post(address(CourtesyRule, "changelist"), data | {f"form-0-{k}": v for k, v in changes.items()})


def test_lines_stand_in_the_order_in_which_they_are_read(manager, hotel):
    own = CourtesyRule.objects.create(hotel=hotel, order=99, who="anybody", until=time(15))

    listed = list(manager.get(address(CourtesyRule, "changelist")).context["cl"].result_list)

    assert [row.order for row in listed] == [99, 10, 20, 30, 40, 50, 60]
    assert listed[0] == own


def test_a_line_is_moved_in_the_list(manager):
    first = CourtesyRule.objects.get(order=10)

    save_list(manager, order=55)

    first.refresh_from_db()
    assert first.order == 55


def test_a_place_that_is_taken_is_refused_with_what_to_do(manager):
    response = save_list(manager, order=20)

    assert response.status_code == 200
    assert "Number the lines 10, 20, 30 and use the numbers between." in response.text
    assert CourtesyRule.objects.filter(order=10).exists()


# Promotions


def promotion(**changes):
    values = {"code": "autumn", "name_en": "Autumn", "name_zh": "秋季", "factor": "2", "points": "0"}
    return values | {"starts_on": "2026-11-01", "ends_on": "2026-11-30", "is_listed": "on"} | changes


def upload(text):
    return SimpleUploadedFile("guests.csv", text.encode(), "text/csv")


def test_a_file_of_guest_numbers_fills_the_list_once(manager):
    guest, survivor = GuestFactory(), GuestFactory()
    absorbed = GuestFactory(merged_into=survivor)
    lines = f"guest number,name\n{guest.number},X\n{absorbed.number}\n{guest.number}\n99999999\n"

    response = manager.post(address(Promotion, "add"), promotion(guests=upload(lines)), follow=True)
    row = Promotion.objects.get()
    manager.post(address(Promotion, "change", row.pk), promotion(guests=upload(lines)))

    assert set(row.listed.values_list("guest", flat=True)) == {guest.pk, survivor.pk}
    said = [str(message) for message in response.context["messages"]]
    assert said[:2] == ["2 guests added to the list.", "No guest has these numbers: 99999999"]
    assert "2" in manager.get(address(Promotion, "changelist")).text


def test_a_list_is_emptied_before_a_file_fills_it_again(manager):
    old, new = GuestFactory(), GuestFactory()
    manager.post(address(Promotion, "add"), promotion(guests=upload(f"{old.number}\n")), follow=True)
    row = Promotion.objects.get()

    asked = promotion(empties="on", guests=upload(f"{new.number}\n"))
    response = manager.post(address(Promotion, "change", row.pk), asked, follow=True)

    assert list(row.listed.values_list("guest", flat=True)) == [new.pk]
    said = [str(message) for message in response.context["messages"]]
    assert said[:2] == ["1 guest taken off the list.", "1 guest added to the list."]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"12\n=cmd()\n", "Line 2 does not begin with a guest number."),
        (b"\xff\xfe\x00", "This is not a text file in UTF-8."),
    ],
)
def test_a_file_of_something_else_is_refused(manager, raw, sentence):
    file = SimpleUploadedFile("guests.csv", raw, "text/csv")

    assert faults(manager.post(address(Promotion, "add"), promotion(guests=file))) == {"guests": [sentence]}
    assert not Promotion.objects.exists()


def test_what_guests_said_about_health_is_not_for_offers(manager):
    allergy, tea = TagFactory(is_sensitive=True), TagFactory()

    refused = manager.post(address(Promotion, "add"), promotion(tags=[allergy.pk]))
    manager.post(address(Promotion, "add"), promotion(tags=[tea.pk]))

    assert "tags" in faults(refused)
    assert list(Promotion.objects.get().tags.all()) == [tea]


def test_a_promotion_that_ends_before_it_starts_is_refused(manager):
    response = manager.post(address(Promotion, "add"), promotion(ends_on="2026-10-01"))

    assert faults(response)["__all__"] == ["The last day lies before the first."]


def test_the_simulator_is_one_step_away(manager):
    for url in (reverse("admin:app_list", args=["loyalty"]), address(EarnRule, "changelist")):
        assert reverse("loyalty:simulator") in manager.get(url).text


def test_the_list_of_rewards_asks_as_often_for_three_as_for_one(manager, django_assert_num_queries):
    manager.get(address(Reward, "changelist"))
    for number in range(3):
        tier = Tier.objects.get(rank=number)
        Reward.objects.create(code=f"r{number}", name_en="R", name_zh="R", kind="spa", points=10, least_tier=tier)
        with django_assert_num_queries(14):
            manager.get(address(Reward, "changelist"))
