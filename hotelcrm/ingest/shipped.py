"""Mappings that come with the product. They are code, not rows: they change with a release, and nobody edits them."""

from dataclasses import dataclass, field
from typing import Any

from .models import Kind

_BOOKINGS_EXTRA = (
    "children", "meal", "country", "distribution_channel", "is_repeated_guest", "previous_cancellations",
    "previous_bookings_not_canceled", "lead_time", "reserved_room_type", "assigned_room_type", "booking_changes",
    "deposit_type", "agent", "company", "days_in_waiting_list", "customer_type", "required_car_parking_spaces",
    "total_of_special_requests", "reservation_status_date",
)  # fmt: skip


@dataclass(frozen=True)
class Shipped:
    """One mapping: which column fills which field, and what else has to be known."""

    kind: str
    columns: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)


# The public data set of two Portuguese hotels (Antonio, Almeida, Nunes 2019). It says neither how many rooms they have
# nor who the guests are: the rooms are the most that were ever sold for one night, the guests stay unknown.
HOTEL_BOOKINGS = Shipped(
    kind=Kind.STAYS,
    columns={
        "hotel": {"column": "hotel", "words": {"City Hotel": "city-hotel", "Resort Hotel": "resort-hotel"}},
        "status": "reservation_status",
        "lead_time": "lead_time",
        "arrival": {
            "year": "arrival_date_year",
            "month": "arrival_date_month",
            "day": "arrival_date_day_of_month",
        },
        "nights": {"sum": ["stays_in_weekend_nights", "stays_in_week_nights"]},
        "closed_on": "reservation_status_date",
        "room_type": "assigned_room_type",
        "adults": "adults",
        "children": "children",
        "infants": "babies",
        "channel": {
            "column": "distribution_channel",
            "words": {
                "TA/TO": "travel-trade",
                "Direct": "direct",
                "Corporate": "corporate",
                "GDS": "gds",
                "Undefined": "undefined",
            },
        },
        "market_segment": "market_segment",
        "meal_plan": {"column": "meal", "words": {"Undefined": ""}},
        "rate": "adr",
    },
    options={
        "source": "hotel-bookings",
        "empty": ["NULL", "NA"],
        "extra": list(_BOOKINGS_EXTRA),
        "create_room_types": True,
        "create_hotels": [
            {"code": "city-hotel", "name_en": "City Hotel", "name_zh": "城市酒店", "time_zone": "Europe/Lisbon",
             "currency": "EUR", "country": "PT", "rooms": 226, "pms_reports_movements": True},
            {"code": "resort-hotel", "name_en": "Resort Hotel", "name_zh": "度假酒店", "time_zone": "Europe/Lisbon",
             "currency": "EUR", "country": "PT", "rooms": 187, "pms_reports_movements": True},
        ],
        "create_channels": [
            {"code": "travel-trade", "name_en": "Travel agents and tour operators", "name_zh": "旅行社与旅游批发商",
             "kind": "agent"},
            {"code": "direct", "name_en": "Direct", "name_zh": "直销", "kind": "direct"},
            {"code": "corporate", "name_en": "Corporate", "name_zh": "协议公司", "kind": "corporate"},
            {"code": "gds", "name_en": "GDS", "name_zh": "GDS", "kind": "gds"},
            {"code": "undefined", "name_en": "Not defined", "name_zh": "未定义", "kind": "undefined"},
        ],
    },
)  # fmt: skip

SHIPPED = {"hotel-bookings": HOTEL_BOOKINGS}
