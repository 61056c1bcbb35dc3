"""What people call a fact when they look for it: words beside its label, in either language.

They are searched and never shown, so they stand here and not in the catalogue of messages.
"""

from collections.abc import Mapping
from typing import Final

EVERYDAY: Final[Mapping[str, str]] = {
    "lifecycle": "new loyal cooling dormant lost lead 新客 忠诚 预警 沉睡 流失 潜在",
    "value_layer": "high value potential vip 高价值 高净值 潜力",
    "rfm_recency": "rfm recent 最近",
    "rfm_frequency": "rfm how often 频率",
    "rfm_monetary": "rfm money 金额",
    "stays": "came visits times once twice repeat regular returning 来过 到店 几次 回头客 复购",
    "nights": "room nights 间夜",
    "family_stays": "family families kids child 亲子 家庭 孩子 小孩",
    "direct_stays": "website own channels 官网 直销",
    "ota_stays": "agency agencies ctrip booking.com 携程 平台 渠道",
    "is_in_house": "here now staying 住店",
    "last_arrival": "quiet silent recently came 上次 多久没来 未到店",
    "last_departure": "quiet silent since days ago last here last stay last visit 最近 多久没来 未到店 沉默 安静",
    "next_arrival": "coming reserved 即将抵店 已预订",
    "scene": "scene family business leisure couple purpose why 家庭 亲子 商务 休闲 度假",
    "last_purpose": "family business leisure couple why 家庭 亲子 商务 休闲 度假",
    "revenue": "spend spent money total 总消费 花费",
    "revenue_12m": "spend spent money year 花费 一年",
    "revenue_24m": "spend spent money two years 花费 两年",
    "spend_food": "restaurant dining f&b 餐厅 用餐",
    "spend_spa": "wellness massage spa 按摩",
    "tags": "likes interests hobbies labels tags 标签 喜好 爱好 兴趣",
    "tag_categories": "tags labels 标签",
    "vip_level": "important 贵宾 重要客人",
    "birthday": "born month 生辰 寿星",
    "company": "corporate account firm 协议公司 企业 单位",
    "is_key_company": "corporate account 大客户 协议",
    "nationality": "country citizen passport 国家",
    "is_member": "loyalty programme joined 入会",
    "tier_rank": "level gold silver status 金卡 银卡",
    "vouchers": "coupons 优惠券 礼券 卡券",
    "last_nps": "nps promoter detractor satisfied 贬损 推荐者 满意",
    "last_csat": "csat happy 满意",
    "open_complaints": "unhappy angry problem 不满 未解决",
    "reach_email": "yes agreed agree opt-in newsletter may be written to 同意 允许 许可",
    "reach_sms": "yes agreed agree opt-in phone mobile may be written to 同意 允许 许可 手机",
    "reach_wecom": "yes agreed agree opt-in wechat may be written to 微信 企微 同意 允许 许可",
    "has_phone": "mobile number 电话 手机号",
    "has_wecom": "wechat friend added 微信 企微 好友",
    "had_charge": "bought spent restaurant spa 买过 花费 用餐",
    "had_campaign": "got received 收到 参与",
    "used_voucher": "coupon 优惠券 核销",
}
