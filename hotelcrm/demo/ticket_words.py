"""What guests of the demo complain of, ask for and praise, and what was done: each in both languages."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Scene:
    """A matter: its category and kind, what the guest said, what was done, and why it happened; English and Chinese."""

    kind: str
    category: str
    said: tuple[str, str]
    done: tuple[str, str]
    cause: str = ""

    def words(self, country: str) -> tuple[str, str]:
        """What was said and done, as staff of a hotel in `country` write it."""
        place = int(country == "CN")
        return self.said[place], self.done[place]


SCENES: Final = (
    Scene(
        "complaint",
        "room-water",
        (
            "No hot water this morning. I had to take a cold shower before a meeting.",
            "早上没有热水，开会前只能洗冷水澡。",
        ),
        ("Mixer replaced, apologised in person, breakfast on the house.", "更换了混水阀，当面致歉，并赠送早餐。"),
        "equipment-broken",
    ),
    Scene(
        "complaint",
        "room-air",
        ("The air conditioning rattles all night. We hardly slept.", "空调整夜异响，几乎没睡着。"),
        ("Moved to a quiet room on the same floor; fan bearing changed.", "已换到同楼层安静房间，风机轴承已更换。"),
        "maintenance-missed",
    ),
    Scene(
        "complaint",
        "noise-guests",
        (
            "A party next door until two in the morning. Reception said they would call and nobody came.",
            "隔壁聚会到凌晨两点，前台说会处理，但没有人来。",
        ),
        (
            "Night manager apologised; neighbours were spoken to; late check-out given.",
            "值班经理致歉，已与邻房沟通，并安排延迟退房。",
        ),
        "other-guests",
    ),
    Scene(
        "complaint",
        "noise-works",
        (
            "Drilling from eight o'clock on the floor above. Nobody told us at check-in.",
            "早上八点楼上就开始电钻施工，入住时没人告知。",
        ),
        ("Works stopped until eleven, note added to check-in.", "施工调整到十一点以后，入住时增加提示。"),
        "communication",
    ),
    Scene(
        "complaint",
        "cleanliness-bathroom",
        ("Hair in the bathtub and the towels smelled damp.", "浴缸里有头发，毛巾有潮味。"),
        ("Room made up again at once, fruit and a card from housekeeping.", "立即重新清洁，客房部送上水果和致歉卡。"),
        "cleaning-missed",
    ),
    Scene(
        "complaint",
        "cleanliness-linen",
        ("There is a stain on the sheet.", "床单上有污渍。"),
        ("All bed linen changed within fifteen minutes.", "十五分钟内更换全部床品。"),
        "cleaning-missed",
    ),
    Scene(
        "complaint",
        "arrival-room-not-ready",
        ("We waited until half past five for our room, with two small children.", "带着两个孩子等到五点半才拿到房。"),
        ("Upgraded to a lake view, tea and cakes in the lobby.", "升级湖景房，大堂安排茶点。"),
        "understaffed",
    ),
    Scene(
        "complaint",
        "arrival-waiting",
        ("Forty minutes in the queue and only one colleague at the desk.", "排队四十分钟，只有一位同事办理。"),
        ("Second counter opens at three from now on.", "以后下午三点起开放第二个柜台。"),
        "understaffed",
    ),
    Scene(
        "complaint",
        "food-breakfast",
        ("At half past nine the eggs were gone and the coffee was cold.", "九点半鸡蛋已经没有了，咖啡是凉的。"),
        ("Cooked to order for the table; refill times moved.", "为客人现做，并调整补餐时间。"),
        "stock",
    ),
    Scene(
        "complaint",
        "food-waiting",
        ("An hour for two bowls of noodles.", "两碗面等了一个小时。"),
        ("Not charged; kitchen and floor agreed a sign for late dishes.", "本单免收，厨房与楼面约定超时提醒。"),
        "handover",
    ),
    Scene(
        "complaint",
        "food-allergy",
        ("I said peanuts at the table and there were peanuts in the sauce.", "已说明花生过敏，酱汁里还是有花生。"),
        (
            "Doctor called, guest well; allergy noted in the profile, kitchen briefed.",
            "已请医生，客人无恙；档案已记录过敏，厨房已交底。",
        ),
        "handover",
    ),
    Scene(
        "complaint",
        "departure-charge",
        ("The minibar is on my bill and I never opened it.", "账单上有迷你吧，我根本没打开过。"),
        ("Charge taken off, bill sent again.", "已冲减并重新发送账单。"),
        "process",
    ),
    Scene(
        "complaint",
        "departure-invoice",
        ("The invoice still has the wrong company name, third time I ask.", "发票抬头还是错的，已经是第三次提出。"),
        ("Issued anew with the right name and tax number.", "已按正确抬头和税号重开。"),
        "system",
    ),
    Scene(
        "complaint",
        "facilities-lift",
        (
            "Two of three lifts out of order, ten minutes to get down with luggage.",
            "三部电梯坏了两部，带行李下楼等了十分钟。",
        ),
        ("Technician on site the same day, porters on the stairs meanwhile.", "当天报修到场，期间安排行李员协助。"),
        "equipment-old",
    ),
    Scene(
        "complaint",
        "people-rude",
        ("I asked about the shuttle and was told to look it up myself.", "问班车时间，被告知自己去查。"),
        ("Spoken with the colleague; manager called the guest.", "已与当事同事沟通，经理致电客人。"),
        "attitude",
    ),
    Scene(
        "complaint",
        "room-wifi",
        (
            "The Wi-Fi drops every few minutes. I missed a call with my office.",
            "无线网络几分钟断一次，错过了公司会议。",
        ),
        ("Access point on the floor replaced, cable brought to the room.", "更换楼层接入点，并送网线到房间。"),
        "equipment-old",
    ),
    Scene(
        "complaint",
        "booking-promise",
        ("The booking said lake view. I look at the car park.", "预订的是湖景房，看到的是停车场。"),
        ("Moved to a lake view room for the rest of the stay.", "余下几晚已换到湖景房。"),
        "overbooking",
    ),
    Scene(
        "complaint",
        "room-smell",
        ("The room smells of smoke although I asked for non-smoking.", "要的是无烟房，房间里有烟味。"),
        ("Another room, this one taken out for cleaning.", "已换房，原房间停用做除味。"),
        "cleaning-missed",
    ),
    Scene(
        "request",
        "amenities-pillows",
        ("Two buckwheat pillows, please.", "请送两个荞麦枕。"),
        ("Brought to the room.", "已送到房间。"),
    ),
    Scene(
        "request",
        "amenities-baby",
        ("A cot and a bottle warmer for tonight.", "今晚需要婴儿床和温奶器。"),
        ("Set up before arrival.", "入住前已备好。"),
    ),
    Scene(
        "request",
        "amenities-laundry",
        ("A shirt back by seven tomorrow morning.", "衬衫明早七点前送回。"),
        ("Delivered at half past six.", "六点半已送回。"),
    ),
    Scene(
        "request",
        "concierge-transfer",
        ("A car to the airport at five, two large suitcases.", "早上五点去机场，两件大行李。"),
        ("Car ordered, wake-up call set.", "已订车，并设叫醒。"),
    ),
    Scene(
        "request",
        "departure-late",
        ("May we keep the room until two?", "能否延迟到两点退房？"),
        ("Granted until two.", "已同意至两点。"),
    ),
    Scene(
        "request",
        "departure-lost",
        ("I left a blue scarf in the wardrobe.", "衣柜里落下一条蓝色围巾。"),
        ("Found, sent by courier.", "已找到并快递寄出。"),
    ),
    Scene(
        "request",
        "facilities-parking",
        ("A charging place for the car from eight this evening.", "今晚八点起需要一个充电车位。"),
        ("Place 12 kept free.", "已预留12号车位。"),
    ),
    Scene(
        "praise",
        "people-helpful",
        (
            "The lady at the desk found my lost passport and brought it to the station herself. Thank you!",
            "前台的姑娘帮我找到了护照，还亲自送到车站，非常感谢！",
        ),
        ("Read out at the morning meeting.", "已在晨会上分享。"),
    ),
    Scene(
        "praise",
        "food-breakfast",
        (
            "Best breakfast of our trip, and they remembered how my husband takes his tea.",
            "这次旅行最好的早餐，还记得我先生喝茶的习惯。",
        ),
        ("Passed on to the kitchen.", "已转达厨房。"),
    ),
    Scene(
        "praise",
        "cleanliness",
        (
            "Spotless room every day, and a little towel elephant for our daughter.",
            "房间每天一尘不染，还给女儿叠了毛巾小象。",
        ),
        ("Passed on to housekeeping.", "已转达客房部。"),
    ),
)
ASKED: Final = ("The colleague on duty, and the guest again", "当班同事，并再次询问客人")
FOUND: Final = ("As the guest said; the log of that hour says the same.", "与客人所述一致，当时的记录也可佐证。")
ANSWER: Final = (
    "I am sorry about this. We are looking into it now and come back to you within the hour.",
    "非常抱歉给您带来不便。我们正在处理，一小时内给您答复。",
)
QUESTION: Final = (
    "Would half past three suit you for the technician to come?",
    "请问下午三点半安排工程师傅上门是否方便？",
)
NOTE: Final = (
    "Second time this month in this room. Please look at the whole riser, not only the tap.",
    "这个房间本月第二次，请检查整条管路，不要只换龙头。",
)
MENDED: Final = (
    "Spoken with the department; the colleague was shown how, and the guest was asked to forgive us.",
    "已与相关部门沟通并现场指导，同时向客人致歉。",
)
