"""The fields of a file of stays."""

from django.utils.translation import gettext_lazy as _

from .shape import Field, Type

T = Type

STAYS = (
    Field(
        "external_id",
        _("booking number at the source"),
        T.TEXT,
        "booking id, reservation id, reservation number, booking number, booking no, id, res id, 订单号, 预订号, "
        "预订单号, 订单编号, 单号, 账号",
        longest=80,
    ),
    Field(
        "confirmation",
        _("confirmation number"),
        T.TEXT,
        "confirmation, confirmation number, confirmation no, conf no, 确认号, 确认单号",
        longest=40,
    ),
    Field(
        "hotel",
        _("hotel"),
        T.WORD,
        "hotel, property, hotel code, hotel name, 酒店, 门店, 酒店名称, 酒店代码",
    ),
    Field(
        "guest_number",
        _("guest number at the source"),
        T.TEXT,
        "guest id, profile id, guest number, guest no, customer id, 客户号, 客人编号, 客户编号, 客史号, 档案号",
        longest=80,
    ),
    Field(
        "guest_phone",
        _("guest's phone"),
        T.PERSONAL,
        "phone, mobile, guest phone, telephone, phone number, 手机, 手机号, 手机号码, 电话, 联系电话, 客人电话",
    ),
    Field(
        "guest_email",
        _("guest's e-mail"),
        T.PERSONAL,
        "email, e-mail, guest email, mail, 邮箱, 电子邮箱, 电子邮件",
    ),
    Field(
        "guest_document",
        _("guest's document number"),
        T.PERSONAL,
        "id number, passport, passport number, document number, 证件号, 证件号码, 身份证号, 身份证",
    ),
    Field(
        "status",
        _("status"),
        T.WORD,
        "status, reservation status, booking status, stay status, 状态, 订单状态, 预订状态, 入住状态",
    ),
    Field(
        "booked_on",
        _("booked on"),
        T.DATE,
        "booked on, booking date, created, created on, reservation date, book date, "
        "预订日期, 下单日期, 预订时间, 下单时间",
        soft="no_such_day",
    ),
    Field(
        "lead_time",
        _("days booked ahead"),
        T.INTEGER,
        "lead time, days ahead, 提前天数, 提前预订天数",
        soft="not_a_number",
    ),
    Field(
        "arrival",
        _("arrival"),
        T.DATE,
        "arrival, arrival date, check in, check in date, checkin, "
        "from, start date, 抵店日期, 抵店, 入住日期, 到店日期, "
        "来期, 入住时间, 到达日期",
        is_needed=True,
    ),
    Field(
        "departure",
        _("departure"),
        T.DATE,
        "departure, departure date, check out, check out date, checkout, "
        "to, end date, 离店日期, 离店, 退房日期, 离期, "
        "退房时间, 离开日期",
        is_needed=True,
        any_of=frozenset({"nights"}),
    ),
    Field(
        "nights",
        _("nights"),
        T.INTEGER,
        "nights, number of nights, los, length of stay, 间夜, 晚数, 夜数, 天数, 入住天数",
    ),
    Field(
        "closed_on",
        _("cancelled on"),
        T.DATE,
        "cancelled on, cancellation date, canceled on, 取消日期, 取消时间",
        soft="no_such_day",
    ),
    Field(
        "room_type",
        _("room type"),
        T.TEXT,
        "room type, room category, roomtype, 房型, 房间类型, 房类",
        longest=20,
    ),
    Field(
        "room",
        _("room"),
        T.TEXT,
        "room, room number, room no, 房号, 房间号, 房间",
        longest=10,
    ),
    Field(
        "adults",
        _("adults"),
        T.INTEGER,
        "adults, adult, guests, pax, 成人, 成人数, 人数, 入住人数",
    ),
    Field(
        "children",
        _("children"),
        T.INTEGER,
        "children, child, kids, 儿童, 儿童数, 小孩",
    ),
    Field(
        "infants",
        _("infants"),
        T.INTEGER,
        "infants, babies, infant, 婴儿, 婴儿数",
    ),
    Field(
        "channel",
        _("channel"),
        T.WORD,
        "channel, source, booking channel, distribution channel, booking source, 渠道, 来源, 预订渠道, 订单来源, 客源",
        soft="unknown_channel",
    ),
    Field(
        "market_segment",
        _("market segment"),
        T.TEXT,
        "market segment, market, segment, 市场, 细分市场, 客源类型, 市场代码",
        longest=40,
    ),
    Field(
        "company",
        _("company"),
        T.WORD,
        "company, company name, account, 协议公司, 公司, 单位, 协议单位",
        soft="unknown_company",
    ),
    Field(
        "meal_plan",
        _("meal plan"),
        T.WORD,
        "meal, meal plan, board, board type, 餐食, 早餐, 含早, 包餐, 餐型",
        soft="unknown_word",
    ),
    Field(
        "rate",
        _("nightly rate"),
        T.NUMBER,
        "rate, room rate, adr, nightly rate, price, daily rate, 房价, 单价, 日均价, 平均房价",
    ),
    Field(
        "room_revenue",
        _("room revenue"),
        T.NUMBER,
        "room revenue, revenue, total, total amount, room total, amount, "
        "房费, 房费收入, 客房收入, 总价, 总金额, 订单金额",
    ),
    Field(
        "other_revenue",
        _("other revenue"),
        T.NUMBER,
        "other revenue, extras, other, 其他收入, 其他消费, 杂项",
    ),
    Field(
        "currency",
        _("currency"),
        T.WORD,
        "currency, currency code, 币种, 货币",
    ),
    Field(
        "purpose",
        _("purpose"),
        T.WORD,
        "purpose, purpose of stay, travel purpose, 出行目的, 入住目的, 事由",
        soft="unknown_word",
    ),
    Field(
        "requests",
        _("requests"),
        T.TEXT,
        "requests, special requests, request, notes, remarks, comments, 备注, 特殊要求, 要求, 客人要求",
        longest=500,
    ),
)
