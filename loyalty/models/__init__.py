"""The rows of the loyalty programme; one module per subject."""

from .adjusting import Adjustment, AdjustmentLimit, StayClaim
from .benefit import Benefit, BenefitUse, TierBenefit
from .courtesy import CourtesyGrant, CourtesyRule
from .earning import EarnRule, Promotion, PromotionGuest, SettlementDue
from .member import Member, TierChange, TierGrant
from .notice import ExpiryNotice
from .points import LotUse, PointsEntry, PointsLot
from .programme import CurrencyRate, Programme
from .reward import Redemption, Reward
from .tier import Tier
from .voucher import Voucher, VoucherBatch, VoucherType

__all__ = [
    "Adjustment",
    "AdjustmentLimit",
    "Benefit",
    "BenefitUse",
    "CourtesyGrant",
    "CourtesyRule",
    "CurrencyRate",
    "EarnRule",
    "ExpiryNotice",
    "LotUse",
    "Member",
    "PointsEntry",
    "PointsLot",
    "Programme",
    "Promotion",
    "PromotionGuest",
    "Redemption",
    "Reward",
    "SettlementDue",
    "StayClaim",
    "Tier",
    "TierBenefit",
    "TierChange",
    "TierGrant",
    "Voucher",
    "VoucherBatch",
    "VoucherType",
]
