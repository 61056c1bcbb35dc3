"""Every occasion there is, in the order of a guest's life with the house."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from . import (
    anniversary,
    birthday,
    cooling,
    dormancy,
    low_score,
    milestone_stay,
    one_step_to_tier,
    points_expiring_7,
    points_expiring_30,
    post_stay,
    pre_arrival,
    predicted_trip,
    tier_upgraded,
    welcome,
)
from .occasion import Occasion

_MODULES = (
    birthday,
    anniversary,
    welcome,
    pre_arrival,
    post_stay,
    low_score,
    milestone_stay,
    tier_upgraded,
    one_step_to_tier,
    points_expiring_30,
    points_expiring_7,
    predicted_trip,
    cooling,
    dormancy,
)
OCCASIONS: Final[Mapping[str, Occasion]] = MappingProxyType(
    {module.OCCASION.code: module.OCCASION for module in _MODULES}
)
