"""The fields of a file of guests."""

from django.utils.translation import gettext_lazy as _

from .shape import Field, Type

T = Type

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
