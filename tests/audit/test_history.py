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
    "audit.MembershipChange": "department hotel role user",
    "guests.CompanyHistory": "code is_active is_key name",
    "guests.GuestHistory": (
        "company generic_offers_only language merged_into nationality restricted_at version vip_level"
    ),
    "guests.ContactHistory": "bounced_at is_primary kind verified_at",
    "guests.GuestTagHistory": "confidence source tag times withdrawn_at",
    "outbox.SenderHistory": "channel hotel is_active per_second transport",
    "outbox.TemplateHistory": "archived_at code is_generic name_en name_zh purpose",
    "outbox.VariantHistory": "channel language source subject template",
    "outbox.BlockHistory": "code name_en name_zh source_en source_zh",
    "outbox.MailingHistory": "cancelled_at name paused_at",
    "outbox.MessagePolicyHistory": "adult_age counts_opens min_gap_hours monthly_cap quiet_from quiet_until weekly_cap",
    "outbox.SuppressionHistory": "channel lifted_at why",
    "stays.StayHistory": "arrival departure guest room room_revenue status version",
    "loyalty.TierHistory": "lifetime_nights multiplier needs nights points rank spend stays",
    "loyalty.MemberHistory": "closed_on guest merged_into tier",
    "loyalty.EarnRuleHistory": "any_company channel_kind company department ends_on hotel rate starts_on",
    "loyalty.PromotionHistory": "ends_on factor is_active points starts_on",
    "loyalty.AdjustmentLimitHistory": "points role",
    "loyalty.AdjustmentHistory": "state",
    "loyalty.StayClaimHistory": "state stay",
    "loyalty.TierBenefitHistory": "benefit per_year tier",
    "loyalty.CourtesyRuleHistory": (
        "fee_percent hotel least_stays no_inspection occupancy_below occupancy_from order tier until"
        " waives_half_day who"
    ),
    "loyalty.CourtesyGrantHistory": "cancelled_at until",
    "loyalty.VoucherTypeHistory": "cost currency department gives is_active least_spend until_time valid_days value",
    "loyalty.VoucherHistory": "guest state valid_until",
    "loyalty.ProgrammeHistory": (
        "claim_days cost_per_point currency expiry expiry_months expiry_years number_prefix time_zone"
        " welcome_points window"
    ),
    "loyalty.CurrencyRateHistory": "currency worth",
    "loyalty.RewardHistory": "is_active per_member points stock taken",
    "loyalty.RedemptionHistory": "state",
    "feedback.SurveyHistory": "after_days begins_on code hotel is_active rest_days sent template valid_days",
    "feedback.QuestionHistory": "department is_active is_required kind low order page",
    "feedback.ShiftHistory": "closes opens weekday",
    "feedback.SpecialDayHistory": "day hotel like",
    "feedback.ServiceLevelHistory": "is_always resolve_minutes respond_minutes severity",
    "feedback.CategoryHistory": "code department is_active parent severity",
    "feedback.CauseHistory": "code is_active",
    "feedback.AssignmentRuleHistory": "category closes department hotel is_active opens order owner weekday",
    "feedback.PraiseHistory": "user",
    "feedback.AuthorityLimitHistory": "per_case per_month role",
    "feedback.CompensationHistory": "state",
    "feedback.ReviewHistory": "guest rating replied_at replied_by stay",
    "campaigns.SegmentHistory": "archived_at name_en name_zh rule",
    "campaigns.SegmentExportHistory": "approved_by state",
    "campaigns.CampaignHistory": "approved_by ends_at goal holdout_percent occasion segment starts_at state",
    "campaigns.StepHistory": "after_days channels condition order",
    "campaigns.VariantHistory": "name points template voucher_type weight",
    "campaigns.OfferHistory": "code department from_day is_active price scene segment until_day",
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
