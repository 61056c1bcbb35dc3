"""Words of files for what is a choice here, in both languages: "已离店", "checked out", "C/O" are one status."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils import translation
from django_countries import countries

from feedback.models import Site
from guests.models import Company, IdentityDocument
from guests.models.guest import GuestLanguage
from hotelcrm.accounts.models import Hotel
from stays.models import Channel, Charge, MealPlan, Purpose, StayStatus

from .models import Kind

Words = Mapping[str, str]

_D = Charge.Department
_DOC = IdentityDocument.Kind

_STATUS = {
    StayStatus.BOOKED: "booked reserved confirmed due-in expected r 预订 已预订 预订中 已确认 确认 未到店 待入住",
    StayStatus.IN_HOUSE: "in-house inhouse checked-in check-in occupied stayover i 在住 入住中 已入住 住店",
    StayStatus.CHECKED_OUT: "checked-out check-out checkout departed completed o c/o 离店 已离店 已退房 退房 已完成",
    StayStatus.CANCELLED: "cancelled canceled cancel x 取消 已取消 作废",
    StayStatus.NO_SHOW: "no-show noshow n 未到 应到未到 未入住",
}
_MEALS = {
    MealPlan.ROOM_ONLY: "ro room-only ep sc self-catering none no 0 无早 不含早 无餐 无",
    MealPlan.BREAKFAST: "bb breakfast bed-and-breakfast b&b cp yes 1 2 含早 单早 双早 早餐 有早 含双早 含单早",
    MealPlan.HALF_BOARD: "hb half-board map 半膳 半食宿 早晚餐",
    MealPlan.FULL_BOARD: "fb full-board ap all-inclusive ai 全膳 全食宿 三餐",
}
_PURPOSES = {
    Purpose.BUSINESS: "business b corporate work 商务 出差 公务",
    Purpose.LEISURE: "leisure l holiday vacation tourism 休闲 旅游 度假 观光",
    Purpose.MEETING: "meeting m conference mice 会议 会务",
    Purpose.FAMILY: "family f 亲子 家庭 探亲",
}
_GENDERS = {
    "F": "f female w woman mrs ms miss 女 女士 小姐 女性",
    "M": "m male man mr 男 先生 男性",
    "X": "x other diverse 其他",
}
_LANGUAGES = {
    GuestLanguage.ENGLISH: "en english eng 英语 英文",
    GuestLanguage.CHINESE: "zh zh-cn zh-hans chinese mandarin cn 中文 汉语 普通话 简体中文 简体 国语",
    GuestLanguage.CHINESE_TRADITIONAL: "zh-tw zh-hk zh-hant cantonese 繁体中文 繁体 繁體中文 粤语",
    GuestLanguage.JAPANESE: "ja jp japanese 日语 日文",
    GuestLanguage.KOREAN: "ko kr korean 韩语 韩文 韩国语",
    GuestLanguage.GERMAN: "de german deutsch 德语",
    GuestLanguage.FRENCH: "fr french francais français 法语",
    GuestLanguage.SPANISH: "es spanish espanol español 西班牙语",
    GuestLanguage.PORTUGUESE: "pt portuguese portugues português 葡萄牙语",
    GuestLanguage.ITALIAN: "it italian italiano 意大利语",
    GuestLanguage.RUSSIAN: "ru russian 俄语",
}
_VIP = {
    "0": "0 no none - 否 无 普通",
    "1": "3 vip3 v3 vip-3",
    "2": "2 vip2 v2 vip-2",
    "3": "1 vip1 v1 vip-1 yes vip 是 贵宾",
}
_YES = {"true": "true yes y 1 lunar 是 农历 阴历", "false": "false no n 0 solar 否 公历 阳历 新历"}
_DEPARTMENTS = {
    _D.ROOM: "room rooms accommodation lodging 客房 房费 房租",
    _D.FOOD: "f&b fb food beverage restaurant bar minibar breakfast dinner lunch 餐饮 餐厅 早餐 午餐 晚餐 酒吧 迷你吧",
    _D.SPA: "spa wellness massage 水疗 按摩",
    _D.MEETING: "meeting conference banquet events 会议 宴会 会议室",
    _D.RECREATION: "recreation leisure sports gym golf tour 康乐 娱乐 健身 康体",
    _D.OTHER: "other misc miscellaneous laundry parking transport telephone 其他 洗衣 停车 杂项 交通 电话",
}
_DOCUMENTS = {
    _DOC.ID_CARD: "id id-card identity-card 身份证 居民身份证 01 11",
    _DOC.PASSPORT: "passport 护照",
    _DOC.TRAVEL_PERMIT: "travel-permit 港澳通行证 台胞证 通行证 回乡证 台湾居民来往大陆通行证 港澳居民来往内地通行证",
    _DOC.RESIDENCE_PERMIT: "residence-permit 居留证 外国人永久居留身份证 港澳台居民居住证",
}
_SITES = {
    Site.CTRIP: "ctrip trip.com trip 携程 携程旅行",
    Site.MEITUAN: "meituan 美团",
    Site.FLIGGY: "fliggy alitrip 飞猪",
    Site.QUNAR: "qunar 去哪儿 去哪儿网",
    Site.DIANPING: "dianping 大众点评 点评",
    Site.BOOKING: "booking.com booking 缤客",
    Site.AGODA: "agoda 安可达",
    Site.EXPEDIA: "expedia 亿客行",
    Site.TRIPADVISOR: "tripadvisor 猫途鹰",
    Site.GOOGLE: "google google-maps 谷歌",
    Site.OTHER: "other 其他",
}
_CURRENCIES = {
    "CNY": "cny rmb 人民币 ¥ 元",
    "USD": "usd us$ 美元",
    "EUR": "eur € 欧元",
    "HKD": "hkd hk$ 港币 港元",
    "GBP": "gbp £ 英镑",
    "JPY": "jpy 日元",
    "SGD": "sgd 新加坡元",
    "TWD": "twd nt$ 新台币",
    "MOP": "mop 澳门元",
}


def _spread(table: Mapping[Any, str]) -> dict[str, str]:
    """Every word by its meaning; "no-show" is also found as "no show", "no_show" and "noshow"."""
    return {
        spelling: str(value)
        for value, words in table.items()
        for word in words.split()
        for spelling in (word, word.replace("-", " "), word.replace("-", "_"), word.replace("-", ""))
        if spelling
    }


_FIXED: dict[tuple[str, str], dict[str, str]] = {
    (Kind.STAYS, "status"): _spread(_STATUS),
    (Kind.STAYS, "meal_plan"): _spread(_MEALS),
    (Kind.STAYS, "purpose"): _spread(_PURPOSES),
    (Kind.STAYS, "currency"): _spread(_CURRENCIES),
    (Kind.CHARGES, "currency"): _spread(_CURRENCIES),
    (Kind.CHARGES, "department"): _spread(_DEPARTMENTS),
    (Kind.REVIEWS, "site"): _spread(_SITES),
    (Kind.GUESTS, "gender"): _spread(_GENDERS),
    (Kind.GUESTS, "language"): _spread(_LANGUAGES),
    (Kind.GUESTS, "vip_level"): _spread(_VIP),
    (Kind.GUESTS, "birth_is_lunar"): _spread(_YES),
    (Kind.GUESTS, "document_kind"): _spread(_DOCUMENTS),
}


def words_for(kind: str, field: str) -> Words:
    """What each word (in lower case) of `field` means: a code, or the id of a row of ours."""
    if (kind, field) in _FIXED:
        return _FIXED[kind, field]
    return _ROWS[field]()


def _hotels() -> Words:
    return _named((str(hotel.pk), (hotel.code, hotel.name_en, hotel.name_zh)) for hotel in Hotel.objects.all())


def _channels() -> Words:
    return _named((str(one.pk), (one.code, one.name_en, one.name_zh)) for one in Channel.objects.order_by("code"))


def _companies() -> Words:
    return _named((str(one.pk), (one.code, one.name, one.latin_name)) for one in Company.objects.order_by("-pk"))


def _named(rows: Iterable[tuple[str, Iterable[str]]]) -> Words:
    return {name.strip().lower(): pk for pk, names in rows for name in names if name}


@lru_cache(maxsize=1)
def _countries() -> Words:
    found: dict[str, str] = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found |= {str(name).lower(): code for code, name in countries}
    found |= {countries.alpha3(code).lower(): code for code, _name in countries}
    found |= {code.lower(): code for code, _name in countries}
    return found | {
        "中国大陆": "CN",
        "usa": "US",
        "uk": "GB",
        "england": "GB",
        "香港": "HK",
        "澳门": "MO",
        "台湾": "TW",
        "china": "CN",
        "prc": "CN",
        "南韩": "KR",
        "korea": "KR",
        "south korea": "KR",
        "russia": "RU",
        "中华人民共和国": "CN",
    }


# Fields whose words are rows of ours, and mean their ids.
ROWS = frozenset({"hotel", "channel", "company"})
_ROWS: dict[str, Callable[[], Words]] = {
    "hotel": _hotels,
    "channel": _channels,
    "company": _companies,
    "nationality": _countries,
    "document_country": _countries,
}
