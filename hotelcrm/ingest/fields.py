"""The fields a file can fill, kind by kind, and the headers under which they are found in both languages."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from .models import Kind


class Type(StrEnum):
    """How a cell of the field is read."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    WORD = "word"  # one of few; words.py says which
    PERSONAL = "personal"  # read in Python: normalised, encrypted, indexed


@dataclass(frozen=True)
class Field:
    """One field: how it is called here, and how files call it."""

    name: str
    label: StrPromise
    type: Type
    headers: str = ""  # separated by commas, likeliest first
    is_needed: bool = False
    longest: int = 0  # of a text
    any_of: frozenset[str] = field(default_factory=frozenset)  # needed unless one of these is mapped
    soft: str = ""  # the fault of a cell that is not understood, when the rest of the row is good without it


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

GUESTS = (
    Field(
        "external_id",
        _("guest number at the source"),
        T.TEXT,
        "guest id, profile id, guest number, guest no, customer id, id, "
        "number, 客户号, 客人编号, 客户编号, 客史号, 档案号, "
        "编号, 会员号",
        longest=80,
    ),
    Field(
        "full_name",
        _("full name"),
        T.PERSONAL,
        "name, full name, guest name, guest, customer name, 姓名, 客人姓名, 客户姓名, 中文名, 名字",
        is_needed=True,
        any_of=frozenset({"family_name", "given_name", "latin_name"}),
    ),
    Field(
        "family_name",
        _("family name"),
        T.PERSONAL,
        "family name, last name, surname, lastname, 姓, 姓氏",
    ),
    Field(
        "given_name",
        _("given name"),
        T.PERSONAL,
        "given name, first name, forename, firstname, 名",
    ),
    Field(
        "latin_name",
        _("name in Latin letters"),
        T.PERSONAL,
        "latin name, english name, name in latin letters, romanized name, 英文名, 英文姓名, 拼音, 外文名",
    ),
    Field(
        "gender",
        _("gender"),
        T.WORD,
        "gender, sex, title, salutation, 性别, 称谓, 称呼",
        soft="unknown_word",
    ),
    Field(
        "birth_date",
        _("birth date"),
        T.DATE,
        "birth date, birthday, date of birth, dob, birthdate, 生日, 出生日期, 出生年月日",
        soft="no_such_day",
    ),
    Field(
        "birth_is_lunar",
        _("birthday by the lunar calendar"),
        T.WORD,
        "lunar, lunar birthday, 农历, 农历生日, 是否农历",
        soft="unknown_word",
    ),
    Field(
        "language",
        _("language"),
        T.WORD,
        "language, preferred language, 语言, 语种",
        soft="unknown_word",
    ),
    Field(
        "nationality",
        _("nationality"),
        T.WORD,
        "nationality, country, citizenship, 国籍, 国家, 国家地区",
        soft="unknown_word",
    ),
    Field(
        "occupation",
        _("occupation"),
        T.TEXT,
        "occupation, job, job title, position, profession, 职业, 职务, 职位",
        longest=80,
    ),
    Field(
        "company",
        _("company"),
        T.WORD,
        "company, company name, employer, account, 公司, 单位, 协议公司, 工作单位",
        soft="unknown_company",
    ),
    Field(
        "vip_level",
        _("VIP level"),
        T.WORD,
        "vip, vip level, vip code, vip status, 贵宾, VIP等级, 贵宾等级",
        soft="unknown_word",
    ),
    Field(
        "phone",
        _("phone"),
        T.PERSONAL,
        "phone, mobile, telephone, phone number, mobile number, cell, 手机, 手机号, 手机号码, 电话, 联系电话",
    ),
    Field(
        "email",
        _("e-mail"),
        T.PERSONAL,
        "email, e-mail, mail, email address, 邮箱, 电子邮箱, 电子邮件",
    ),
    Field(
        "wecom",
        _("WeCom"),
        T.PERSONAL,
        "wecom, wecom id, external userid, 企业微信, 企微",
    ),
    Field(
        "document",
        _("document number"),
        T.PERSONAL,
        "id number, passport, passport number, document number, id card, 证件号, 证件号码, 身份证号, 身份证, 护照号",
    ),
    Field(
        "document_kind",
        _("kind of document"),
        T.WORD,
        "document type, id type, 证件类型, 证件种类",
        soft="unknown_word",
    ),
    Field(
        "document_country",
        _("issuing country"),
        T.WORD,
        "document country, issuing country, 发证国家, 签发国",
        soft="unknown_word",
    ),
)

CHARGES = (
    Field(
        "external_id",
        _("number at the source"),
        T.TEXT,
        "id, transaction id, posting id, transaction number, 流水号, 账目号, 交易号, 编号",
        longest=80,
    ),
    Field(
        "stay",
        _("booking or confirmation number"),
        T.TEXT,
        "booking id, reservation id, confirmation, confirmation number, booking number, reservation number, "
        "stay, folio, 订单号, 预订号, 确认号, 账号, 单号",
        is_needed=True,
        longest=80,
    ),
    Field(
        "hotel",
        _("hotel"),
        T.WORD,
        "hotel, property, hotel code, hotel name, 酒店, 门店, 酒店名称, 酒店代码",
    ),
    Field(
        "department",
        _("department"),
        T.WORD,
        "department, outlet, revenue center, category, type, 部门, 营业点, 消费类别, 项目, 类别",
    ),
    Field(
        "description",
        _("description"),
        T.TEXT,
        "description, item, text, details, 描述, 摘要, 消费项目, 名称, 说明",
        longest=120,
    ),
    Field(
        "amount",
        _("amount"),
        T.NUMBER,
        "amount, price, total, value, sum, 金额, 消费金额, 价格",
        is_needed=True,
    ),
    Field(
        "currency",
        _("currency"),
        T.WORD,
        "currency, currency code, 币种, 货币",
    ),
    Field(
        "posted_on",
        _("posted on"),
        T.DATE,
        "date, posted on, posting date, transaction date, business date, 日期, 消费日期, 入账日期, 营业日期",
        is_needed=True,
    ),
)

FIELDS: dict[str, dict[str, Field]] = {
    Kind.STAYS: {one.name: one for one in STAYS},
    Kind.GUESTS: {one.name: one for one in GUESTS},
    Kind.CHARGES: {one.name: one for one in CHARGES},
}

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOT_A_LETTER = re.compile(r"[\W_]+")


def folded(header: str) -> str:
    """A header without case, spaces, signs and what stands in brackets: "Room rate (CNY)" is "roomrate"."""
    return _NOT_A_LETTER.sub("", _BRACKETS.sub("", header.casefold())) or _NOT_A_LETTER.sub("", header.casefold())


def guess(kind: str, header: list[str]) -> dict[str, str]:
    """Which column fills which field, by the names of the columns; each column is used once."""
    by_name = {folded(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    wanted = {name: (name, *one.headers.split(", ")) for name, one in FIELDS[kind].items()}
    for rank in range(max(len(headers) for headers in wanted.values())):
        for name, headers in wanted.items():
            column = by_name.get(folded(headers[rank])) if rank < len(headers) else None
            if column and name not in found and column not in found.values():
                found[name] = column
    return found
