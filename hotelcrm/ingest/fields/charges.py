"""The fields of a file of charges."""

from django.utils.translation import gettext_lazy as _

from .shape import Field, Type

T = Type

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
