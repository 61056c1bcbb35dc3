"""History rows hold ids and codes; what a person could be recognised by is not in them."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import models

from guests.models import Guest
from hotelcrm.audit.actions import trail
from tests.factories import GuestFactory, UserFactory

# Columns of the tracked tables, by model, that are kept: a new one has to be thought about.
KEPT = {
    "guests.CompanyHistory": "code is_active is_key name",
    "guests.ContactHistory": "bounced_at is_primary kind verified_at",
    "guests.GuestHistory": "company generic_offers_only language merged_into nationality version vip_level",
    "guests.GuestTagHistory": "confidence source tag times withdrawn_at",
    "stays.StayHistory": "arrival departure guest room room_revenue status version",
    "loyalty.AdjustmentHistory": "state",
    "loyalty.AdjustmentLimitHistory": "points role",
    "loyalty.CourtesyGrantHistory": "cancelled_at until",
    "loyalty.CourtesyRuleHistory": (
        "fee_percent hotel no_inspection occupancy_below occupancy_from order tier until who"
    ),
    "loyalty.EarnRuleHistory": "any_company channel_kind company department ends_on hotel rate starts_on",
    "loyalty.MemberHistory": "closed_on guest merged_into tier",
    "loyalty.ProgrammeHistory": "claim_days cost_per_point expiry expiry_months expiry_years welcome_points window",
    "loyalty.PromotionHistory": "ends_on factor is_active points starts_on",
    "loyalty.RedemptionHistory": "state",
    "loyalty.RewardHistory": "is_active per_member points stock taken",
    "loyalty.StayClaimHistory": "state stay",
    "loyalty.TierBenefitHistory": "benefit per_year tier",
    "loyalty.TierHistory": "lifetime_nights multiplier needs nights points rank spend stays",
    "loyalty.VoucherHistory": "guest state valid_until",
    "audit.MembershipChange": "department hotel role user",
}


def histories() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if any(f.name == "pgh_label" for f in model._meta.local_fields)]


def test_only_codes_and_ids_are_kept():
    found = {}
    for model in histories():
        if model._meta.app_label != "pghistory":
            columns = sorted(f.name for f in model._meta.local_fields if not f.name.startswith("pgh_"))
            found[model._meta.label] = " ".join(column for column in columns if column != "id")
    assert found == KEPT


@pytest.mark.django_db
def test_a_renamed_guest_leaves_no_name_behind():
    guest = GuestFactory(family_name="Featherstone", given_name="Anna", full_name="Anna Featherstone")
    with trail("guests.edit", by=UserFactory(), guest=guest.pk):
        Guest.objects.filter(pk=guest.pk).update(full_name="Anna Whitfield", family_name="Whitfield", version=2)

    texts = [str(row) for model in histories() for row in model._default_manager.values()]
    assert any("'version': 2" in text for text in texts)
    assert not any("Featherstone" in text or "Whitfield" in text for text in texts)


@pytest.mark.django_db
def test_a_change_says_who_and_which_action():
    guest, user = GuestFactory(), UserFactory()
    with trail("guests.edit", by=user, guest=guest.pk):
        Guest.objects.filter(pk=guest.pk).update(vip_level=2)

    [row] = apps.get_model("guests", "GuestHistory")._default_manager.select_related("pgh_context")
    assert row.vip_level == 2
    assert row.pgh_context.metadata == {"verb": "guests.edit", "by": user.pk, "guest": guest.pk}


@pytest.mark.django_db
def test_every_trigger_is_in_place():
    assert {trigger.get_installation_status(model)[0] for model, trigger in pgtrigger.registered()} == {"INSTALLED"}
