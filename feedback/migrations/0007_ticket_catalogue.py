"""The starter catalogue of tickets: what they are about, what was behind it, and how soon a hotel answers.

Every install begins with it. Codes are stable; names, departments, severities, minutes and order belong to the hotel
and are changed in the administration. Applied a second time it adds what is missing only.
"""

from typing import Any

from django.db import migrations

HOUSEKEEPING, RESTAURANT, SPA, CONCIERGE, ENGINEERING = "housekeeping", "restaurant", "spa", "concierge", "engineering"
DESK = ""  # guest relations and the front desk
URGENT, SERIOUS, ORDINARY, SMALL = 1, 2, 3, 4

# code, English, Chinese, department, severity; and under each what is part of it
CATEGORIES = (
    (
        ("safety", "Safety", "安全", DESK, URGENT),
        ("safety-injury", "Injury or illness", "受伤或突发疾病", DESK, URGENT),
        ("safety-theft", "Theft or loss in the room", "房内失窃", DESK, URGENT),
        ("safety-harassment", "Harassment or threat", "骚扰或威胁", DESK, URGENT),
        ("safety-fire", "Fire, smoke or gas", "火情、烟雾或燃气", ENGINEERING, URGENT),
        ("safety-privacy", "Somebody entered, or personal data got out", "有人闯入或个人信息泄露", DESK, URGENT),
        ("safety-lock", "Door or safe does not lock", "门锁或保险箱故障", ENGINEERING, URGENT),
    ),
    (
        ("room", "Room", "客房", ENGINEERING, ORDINARY),
        ("room-air", "Heating and air conditioning", "空调与暖气", ENGINEERING, SERIOUS),
        ("room-water", "Hot water, shower and drains", "热水、淋浴与排水", ENGINEERING, SERIOUS),
        ("room-power", "Electricity and light", "电力与照明", ENGINEERING, SERIOUS),
        ("room-wifi", "Wi-Fi", "无线网络", ENGINEERING, ORDINARY),
        ("room-tv", "TV and telephone", "电视与电话", ENGINEERING, SMALL),
        ("room-furniture", "Bed and furniture", "床与家具", ENGINEERING, ORDINARY),
        ("room-smell", "Smell", "异味", HOUSEKEEPING, ORDINARY),
        ("room-not-as-booked", "Not the room that was booked", "房型与预订不符", DESK, SERIOUS),
    ),
    (
        ("noise", "Noise", "噪音", DESK, ORDINARY),
        ("noise-guests", "Other guests", "其他客人", DESK, SERIOUS),
        ("noise-works", "Building works", "施工", ENGINEERING, SERIOUS),
        ("noise-street", "Street and surroundings", "街道与周边", DESK, ORDINARY),
        ("noise-machines", "Lift, pipes and machines", "电梯、管道与设备", ENGINEERING, ORDINARY),
    ),
    (
        ("cleanliness", "Cleanliness", "清洁", HOUSEKEEPING, ORDINARY),
        ("cleanliness-room", "Room not clean", "客房不洁", HOUSEKEEPING, SERIOUS),
        ("cleanliness-bathroom", "Bathroom not clean", "卫生间不洁", HOUSEKEEPING, SERIOUS),
        ("cleanliness-linen", "Bed linen and towels", "床品与毛巾", HOUSEKEEPING, SERIOUS),
        ("cleanliness-insects", "Insects", "虫害", HOUSEKEEPING, SERIOUS),
        ("cleanliness-public", "Lobby, corridors and lifts", "大堂、走廊与电梯", HOUSEKEEPING, ORDINARY),
        ("cleanliness-not-made-up", "Room not made up", "未打扫房间", HOUSEKEEPING, ORDINARY),
    ),
    (
        ("amenities", "Amenities and wishes", "用品与需求", HOUSEKEEPING, SMALL),
        ("amenities-missing", "Something is missing", "用品缺失", HOUSEKEEPING, SMALL),
        ("amenities-pillows", "Pillows, blankets and extra bed", "枕头、被子与加床", HOUSEKEEPING, SMALL),
        ("amenities-laundry", "Laundry", "洗衣", HOUSEKEEPING, ORDINARY),
        ("amenities-baby", "For babies and children", "婴童用品", HOUSEKEEPING, SMALL),
        ("amenities-minibar", "Minibar", "迷你吧", HOUSEKEEPING, SMALL),
    ),
    (
        ("arrival", "Arrival and front desk", "入住与前台", DESK, ORDINARY),
        ("arrival-waiting", "Waiting", "等候时间", DESK, ORDINARY),
        ("arrival-room-not-ready", "Room not ready", "房间未备好", HOUSEKEEPING, SERIOUS),
        ("arrival-booking-not-found", "Booking not found", "查无预订", DESK, SERIOUS),
        ("arrival-overbooked", "No room left", "超额预订", DESK, URGENT),
        ("arrival-preference", "A known wish was forgotten", "已知偏好被遗忘", DESK, ORDINARY),
        ("arrival-luggage", "Luggage", "行李", CONCIERGE, ORDINARY),
    ),
    (
        ("departure", "Departure and bill", "离店与账单", DESK, ORDINARY),
        ("departure-charge", "A charge is not right", "账目有误", DESK, SERIOUS),
        ("departure-deposit", "Deposit or refund", "押金或退款", DESK, SERIOUS),
        ("departure-invoice", "Invoice", "发票", DESK, ORDINARY),
        ("departure-late", "Late check-out", "延迟退房", DESK, ORDINARY),
        ("departure-lost", "Left behind", "遗留物品", HOUSEKEEPING, ORDINARY),
    ),
    (
        ("booking", "Booking and price", "预订与价格", DESK, ORDINARY),
        ("booking-change", "Change or cancellation", "更改或取消", DESK, ORDINARY),
        ("booking-price", "Price", "价格", DESK, ORDINARY),
        ("booking-promise", "Something promised was not kept", "承诺未兑现", DESK, SERIOUS),
        ("booking-portal", "Booked through a portal", "第三方平台预订", DESK, ORDINARY),
    ),
    (
        ("food", "Restaurant and bar", "餐饮", RESTAURANT, ORDINARY),
        ("food-breakfast", "Breakfast", "早餐", RESTAURANT, ORDINARY),
        ("food-quality", "Taste and quality", "口味与品质", RESTAURANT, ORDINARY),
        ("food-allergy", "Allergy or diet not minded", "忽视过敏或饮食要求", RESTAURANT, URGENT),
        ("food-poisoning", "Ill after a meal", "用餐后不适", RESTAURANT, URGENT),
        ("food-service", "Service at the table", "餐桌服务", RESTAURANT, ORDINARY),
        ("food-waiting", "Waiting for a table or a dish", "等位或上菜慢", RESTAURANT, ORDINARY),
        ("food-room-service", "Room service", "客房送餐", RESTAURANT, ORDINARY),
    ),
    (
        ("facilities", "Facilities", "设施", ENGINEERING, ORDINARY),
        ("facilities-lift", "Lift", "电梯", ENGINEERING, SERIOUS),
        ("facilities-parking", "Parking and charging", "停车与充电", CONCIERGE, ORDINARY),
        ("facilities-pool", "Pool", "泳池", SPA, ORDINARY),
        ("facilities-gym", "Gym", "健身房", SPA, ORDINARY),
        ("facilities-spa", "Spa", "水疗", SPA, ORDINARY),
        ("facilities-meeting", "Meeting rooms", "会议室", DESK, SERIOUS),
        ("facilities-access", "Step-free access", "无障碍设施", ENGINEERING, SERIOUS),
    ),
    (
        ("people", "How we treat guests", "服务态度", DESK, SERIOUS),
        ("people-rude", "Rude or indifferent", "态度冷漠或无礼", DESK, SERIOUS),
        ("people-language", "Language", "语言沟通", DESK, ORDINARY),
        ("people-promise", "No answer, or not called back", "无人回应或未回电", DESK, SERIOUS),
        ("people-discrimination", "Discrimination", "歧视", DESK, URGENT),
        ("people-helpful", "Kind and helpful", "热情周到", DESK, SMALL),
    ),
    (
        ("loyalty", "Membership and points", "会员与积分", DESK, ORDINARY),
        ("loyalty-points", "Points missing", "积分缺失", DESK, ORDINARY),
        ("loyalty-benefit", "A benefit was not given", "会员权益未兑现", DESK, ORDINARY),
        ("loyalty-data", "My data", "个人资料", DESK, SERIOUS),
    ),
    (
        ("concierge", "Concierge and transport", "礼宾与交通", CONCIERGE, ORDINARY),
        ("concierge-transfer", "Transfer", "接送", CONCIERGE, SERIOUS),
        ("concierge-tickets", "Tickets and tables", "订票与订位", CONCIERGE, SMALL),
        ("concierge-mail", "Parcels and post", "快递与邮件", CONCIERGE, SMALL),
        ("concierge-wake-up", "Wake-up call", "叫醒服务", DESK, SERIOUS),
    ),
    (("other", "Something else", "其他", DESK, ORDINARY),),
)

# code, English, Chinese
CAUSES = (
    ("equipment-old", "Equipment worn out", "设备老化"),
    ("equipment-broken", "Equipment broke", "设备突发故障"),
    ("maintenance-missed", "Maintenance missed or put off", "保养遗漏或延误"),
    ("cleaning-missed", "Cleaned badly, or not checked", "清洁不到位或未检查"),
    ("stock", "Not in stock", "物品缺货"),
    ("understaffed", "Too few people on the shift", "当班人手不足"),
    ("training", "Did not know how", "培训不足"),
    ("attitude", "Did not care", "服务态度"),
    ("handover", "Not handed over between shifts", "班次交接遗漏"),
    ("communication", "Departments did not tell each other", "部门沟通不畅"),
    ("process", "The procedure itself is wrong", "流程缺陷"),
    ("system", "Computer system or interface", "系统或接口故障"),
    ("overbooking", "More sold than there is", "超额销售"),
    ("wrong-information", "Website or portal says something else", "网站或平台信息不符"),
    ("supplier", "Supplier or partner", "供应商或合作方"),
    ("building", "The building itself", "建筑本身"),
    ("other-guests", "Other guests", "其他客人"),
    ("outside", "Outside the hotel", "酒店外部原因"),
    ("misunderstanding", "Misunderstanding", "误会"),
    ("unfounded", "Not confirmed", "查无此事"),
)

# severity, minutes to the first answer and to the solution, round the clock
LEVELS = ((URGENT, 10, 120, True), (SERIOUS, 30, 480, True), (ORDINARY, 120, 1440, False), (SMALL, 480, 2880, False))


def enter(apps: Any, schema_editor: Any) -> None:
    """Enter what is not there yet."""
    alias = schema_editor.connection.alias
    rows = {
        name: apps.get_model("feedback", name).objects.using(alias) for name in ("Category", "Cause", "ServiceLevel")
    }
    for place, (root, *parts) in enumerate(CATEGORIES, start=1):
        parent = _category(rows["Category"], root, order=place * 10, parent=None)
        for number, part in enumerate(parts, start=1):
            _category(rows["Category"], part, order=number * 10, parent=parent)
    for place, (code, name_en, name_zh) in enumerate(CAUSES, start=1):
        values = {"name_en": name_en, "name_zh": name_zh, "order": place * 10}
        rows["Cause"].get_or_create(code=code, defaults=values)
    for severity, respond, resolve, is_always in LEVELS:
        minutes = {"respond_minutes": respond, "resolve_minutes": resolve, "is_always": is_always}
        rows["ServiceLevel"].get_or_create(hotel=None, severity=severity, defaults=minutes)


def _category(rows: Any, said: tuple[str, str, str, str, int], *, order: int, parent: Any) -> Any:
    code, name_en, name_zh, department, severity = said
    values = {"name_en": name_en, "name_zh": name_zh, "department": department, "severity": severity}
    category, _is_new = rows.get_or_create(code=code, defaults={**values, "order": order, "parent": parent})
    return category


class Migration(migrations.Migration):
    dependencies = [("feedback", "0006_sealed_files")]

    # Going back keeps the rows: tickets may refer to them by then.
    operations = [migrations.RunPython(enter, migrations.RunPython.noop, elidable=False)]
