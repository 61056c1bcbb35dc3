"""The words of the templates for occasions, for ``0006_templates_for_occasions``: as a good hotel would write them."""

EN, ZH = "en", "zh-hans"
EMAIL, SMS, WECOM = "email", "sms", "wecom"
CHOICE_EN = "\n\nWhat you receive from us: {{ links.preferences }}"
CHOICE_ZH = "\n\n选择接收内容：{{ links.preferences }}"
STOP = "拒收请回复R"


Letter = tuple[str, str, str]  # subject, preview line, text


def _letter(subject: str, preheader: str, *lines: str) -> Letter:
    return subject, preheader, "\n\n".join(lines)


def _texts(email_en: Letter, email_zh: Letter, short_en: str, short_zh: str) -> dict[tuple[str, str], Letter]:
    """The six texts of a template; `short` are those of text messages, which WeCom gets too, with a way out."""
    return {
        (EN, EMAIL): email_en,
        (ZH, EMAIL): email_zh,
        (EN, SMS): ("", "", short_en),
        (ZH, SMS): ("", "", short_zh + STOP),
        (EN, WECOM): ("", "", f"Dear {short_en}{CHOICE_EN}"),
        (ZH, WECOM): ("", "", f"{short_zh}{CHOICE_ZH}"),
    }


DEAR_EN, DEAR_ZH = "Dear {{ guest.salutation }},", "尊敬的{{ guest.salutation }}："
END_EN, END_ZH = "Warmly,\nyour team at {{ hotel.name }}", "{{ hotel.name }}全体同仁敬上"
VOUCHER, OFFER = '{% block "voucher" %}', '{% block "offer" %}'

# (code, English name, Chinese name, generic, {(language, channel): (subject, preview line, text)})
TEMPLATES = (
    (
        "anniversary",
        "Wedding anniversary",
        "结婚纪念日",
        False,
        _texts(
            _letter(
                "Congratulations on your anniversary, {{ guest.salutation }}",
                "A table for two is waiting.",
                "# Congratulations on your anniversary",
                DEAR_EN,
                "Everyone at {{ hotel.name }} wishes the two of you many more happy years.",
                VOUCHER,
                "If you would like to celebrate with us, tell us the day: the flowers on the table are ours.",
                END_EN,
            ),
            _letter(
                "{{ guest.salutation }}，结婚纪念日快乐",
                "两人的餐桌，已为您留好。",
                "# 结婚纪念日快乐",
                DEAR_ZH,
                "{{ hotel.name }}全体同仁祝二位琴瑟和鸣，岁岁相守。",
                VOUCHER,
                "若想来店庆祝，请告诉我们日子，桌上的鲜花由我们准备。",
                END_ZH,
            ),
            "{{ guest.salutation }}, congratulations on your anniversary! Celebrate with us at {{ hotel.name }}, and the"
            " flowers on the table are ours.",
            "{{ guest.salutation }}，{{ hotel.name }}祝二位结婚纪念日快乐！来店庆祝请告知前台，桌上的鲜花由我们准备。",
        ),
    ),
    (
        "return-offer",
        "An offer to return",
        "返店礼遇",
        False,
        _texts(
            _letter(
                "Thank you for staying with us, {{ guest.salutation }}",
                "For your next visit.",
                "# Until next time",
                DEAR_EN,
                "Thank you for your stay at {{ hotel.name }}. We hope that you arrived home well and rested.",
                OFFER,
                VOUCHER,
                "Reply to this message with your dates, and we will keep a room for you.",
                END_EN,
            ),
            _letter(
                "{{ guest.salutation }}，感谢您的入住",
                "为您的下次光临准备。",
                "# 期待再会",
                DEAR_ZH,
                "感谢您入住{{ hotel.name }}，愿您一路平安，精神焕发。",
                OFFER,
                VOUCHER,
                "回复本消息告诉我们日期，即为您留房。",
                END_ZH,
            ),
            "{{ guest.salutation }}, thank you for staying at {{ hotel.name }}. Come back for two nights, and breakfast"
            " is on us. Call the desk with your dates.",
            "{{ guest.salutation }}，感谢您入住{{ hotel.name }}。再次光临连住两晚，早餐由我们招待，致电前台即可留房。",
        ),
    ),
    (
        "low-score",
        "After a low score",
        "低分关怀",
        False,
        _texts(
            _letter(
                "We would like to do better, {{ guest.salutation }}",
                "Thank you for telling us.",
                "# Thank you for telling us",
                DEAR_EN,
                "You told us openly that your stay at {{ hotel.name }} was not what you had hoped for. We have read"
                " every word, and spoken about it with the people concerned.",
                VOUCHER,
                "Please give us the chance to show you that we can do better. Reply to this message at any time: it is"
                " read by a person.",
                END_EN,
            ),
            _letter(
                "{{ guest.salutation }}，我们希望做得更好",
                "感谢您坦诚相告。",
                "# 感谢您坦诚相告",
                DEAR_ZH,
                "您告诉我们，在{{ hotel.name }}的这次入住未如您所愿。我们逐字读过，也与相关同事认真谈过。",
                VOUCHER,
                "恳请给我们一次机会，让您看到我们的改变。您可随时回复本消息，由专人阅读。",
                END_ZH,
            ),
            "{{ guest.salutation }}, thank you for telling {{ hotel.name }} what was not right. We have spoken about it,"
            " and would like to show you that we can do better.",
            "{{ guest.salutation }}，感谢您告诉{{ hotel.name }}我们的不足。我们已认真改进，盼有机会让您看到。",
        ),
    ),
    (
        "milestone-stay",
        "Milestone stay",
        "里程碑入住",
        False,
        _texts(
            _letter(
                "Another ten stays, {{ guest.salutation }}",
                "Thank you for your loyalty.",
                "# Thank you for another ten stays",
                DEAR_EN,
                "Your last visit made it a round number. To us you are no room number but a friend of the house.",
                VOUCHER,
                "Everyone at {{ hotel.name }} looks forward to the next one.",
                END_EN,
            ),
            _letter(
                "{{ guest.salutation }}，又满十次相聚",
                "感谢您一路相伴。",
                "# 感谢您又满十次相聚",
                DEAR_ZH,
                "您的最近一次入住，凑成了一个整数。对我们而言，您早已是老朋友。",
                VOUCHER,
                "{{ hotel.name }}期待与您再次相聚。",
                END_ZH,
            ),
            "{{ guest.salutation }}, your last stay made it a round number. Thank you for your loyalty; everyone at"
            " {{ hotel.name }} looks forward to the next one.",
            "{{ guest.salutation }}，您的最近一次入住凑成了整数，{{ hotel.name }}感谢您一路相伴，期待再会。",
        ),
    ),
    (
        "tier-upgraded",
        "Tier upgraded",
        "会员升级",
        False,
        _texts(
            _letter(
                "Congratulations: {{ member.tier }}",
                "What your new tier gives you.",
                "# Welcome to {{ member.tier }}",
                DEAR_EN,
                "From today you are a {{ member.tier }} member, at all our hotels."
                "{% if member.tier_until %} Your tier holds until {{ member.tier_until }}.{% endif %}",
                VOUCHER,
                "Tell us at the desk what would make your next stay special.",
                END_EN,
            ),
            _letter(
                "恭喜您升级为{{ member.tier }}",
                "新等级带来的礼遇。",
                "# 欢迎成为{{ member.tier }}会员",
                DEAR_ZH,
                "即日起，您在我们所有酒店均享{{ member.tier }}会员礼遇。"
                "{% if member.tier_until %}等级有效期至{{ member.tier_until }}。{% endif %}",
                VOUCHER,
                "下次入住有何心愿，请告诉前台。",
                END_ZH,
            ),
            "{{ guest.salutation }}, congratulations: you are a {{ member.tier }} member now. {{ hotel.name }} looks"
            " forward to welcoming you.",
            "{{ guest.salutation }}，恭喜您升级为{{ member.tier }}会员！{{ hotel.name }}期待您的光临。",
        ),
    ),
    (
        "one-step-to-tier",
        "One step to the next tier",
        "再一步即可升级",
        False,
        _texts(
            _letter(
                "One more stay, {{ guest.salutation }}",
                "The next tier is within reach.",
                "# One step to go",
                DEAR_EN,
                "You are a {{ member.tier }} member, and one more stay brings you to the next tier.",
                OFFER,
                "Reply to this message with your dates, and we will keep a room for you at {{ hotel.name }}.",
                END_EN,
            ),
            _letter(
                "{{ guest.salutation }}，再住一次即可升级",
                "更高等级，近在咫尺。",
                "# 再一步即可升级",
                DEAR_ZH,
                "您目前是{{ member.tier }}会员，再入住一次，即可升至更高等级。",
                OFFER,
                "回复本消息告诉我们日期，{{ hotel.name }}即为您留房。",
                END_ZH,
            ),
            "{{ guest.salutation }}, one more stay brings you to the next tier. {{ hotel.name }} will gladly keep a room"
            " for you.",
            "{{ guest.salutation }}，您再入住一次即可升级会员，{{ hotel.name }}随时为您留房。",
        ),
    ),
    (
        "points-expiring",
        "Points expire",
        "积分即将到期",
        False,
        _texts(
            _letter(
                "Your points are waiting, {{ guest.salutation }}",
                "Use them before they expire.",
                "# Use your points",
                DEAR_EN,
                "Your account {{ member.number }} holds {{ member.points }} points."
                "{% if member.expiring_points %}{% if member.expiring_on %} Of these, {{ member.expiring_points }}"
                " expire on {{ member.expiring_on }}.{% endif %}{% endif %}",
                "They buy nights, dinners and treatments. Reply to this message, and we will tell you what they are"
                " good for.",
                END_EN,
            ),
            _letter(
                "{{ guest.salutation }}，您的积分即将到期",
                "请在到期前使用。",
                "# 别让积分过期",
                DEAR_ZH,
                "您的会员账户{{ member.number }}现有{{ member.points }}积分。"
                "{% if member.expiring_points %}{% if member.expiring_on %}其中{{ member.expiring_points }}积分将于"
                "{{ member.expiring_on }}到期。{% endif %}{% endif %}",
                "积分可兑换客房、晚餐与水疗。回复本消息，我们为您介绍可兑换的礼遇。",
                END_ZH,
            ),
            "{{ guest.salutation }}, some of your {{ member.points }} points are about to expire. Ask {{ hotel.name }}"
            " what they are good for.",
            "{{ guest.salutation }}，您的{{ member.points }}积分中有一部分即将到期，欢迎向{{ hotel.name }}了解可兑换礼遇。",
        ),
    ),
    (
        "next-trip",
        "Before the next trip",
        "下次出行之前",
        False,
        _texts(
            _letter(
                "Shall we keep a room for you, {{ guest.salutation }}?",
                "Before your next trip.",
                "# Shall we keep a room for you?",
                DEAR_EN,
                "Perhaps you will soon be our way again. Your room at {{ hotel.name }} is quickly kept: reply to this"
                " message with your dates.",
                OFFER,
                END_EN,
            ),
            _letter(
                "{{ guest.salutation }}，要为您留房吗？",
                "下次出行之前。",
                "# 要为您留房吗？",
                DEAR_ZH,
                "也许您近期又将途经此地。回复本消息告诉我们日期，{{ hotel.name }}即刻为您留房。",
                OFFER,
                END_ZH,
            ),
            "{{ guest.salutation }}, perhaps you will soon be our way again. {{ hotel.name }} will gladly keep a room"
            " for you: call the desk with your dates.",
            "{{ guest.salutation }}，若您近期又将途经此地，{{ hotel.name }}随时为您留房，致电前台即可。",
        ),
    ),
    (
        "thinking-of-you",
        "Before a regular goes quiet",
        "常客关怀",
        False,
        _texts(
            _letter(
                "We are thinking of you, {{ guest.salutation }}",
                "It has been longer than usual.",
                "# It has been longer than usual",
                DEAR_EN,
                "We are used to seeing you more often, and hope that all is well. If there is anything that we should"
                " have done better, please tell us.",
                OFFER,
                "Everyone at {{ hotel.name }} would be glad to see you.",
                END_EN,
            ),
            _letter(
                "{{ guest.salutation }}，我们惦记着您",
                "比往常久了一些。",
                "# 比往常久了一些",
                DEAR_ZH,
                "往日常能见到您，近来却少了，愿您一切安好。若有我们做得不足之处，恳请告知。",
                OFFER,
                "{{ hotel.name }}全体同仁盼与您再会。",
                END_ZH,
            ),
            "{{ guest.salutation }}, it has been longer than usual. We hope that all is well; everyone at"
            " {{ hotel.name }} would be glad to see you.",
            "{{ guest.salutation }}，比往常久未相见，愿您一切安好。{{ hotel.name }}全体同仁盼与您再会。",
        ),
    ),
)

ROADS, LETTERS = (WECOM, SMS, EMAIL), (WECOM, EMAIL)  # in order of preference; letters are too long for a text message

# (occasion, English name, Chinese name, template, goal, [(days after the step before, channels)])
DRAFTS = (
    ("birthday", "Birthday wishes", "生日祝福", "birthday", "booking", [(0, ROADS)]),
    ("anniversary", "Wedding anniversary", "结婚纪念日", "anniversary", "booking", [(0, ROADS)]),
    ("welcome", "Welcome to the programme", "入会欢迎", "welcome-member", "none", [(0, ROADS)]),
    ("pre_arrival", "Three days before arrival", "行前三日", "pre-arrival", "none", [(0, ROADS)]),
    ("post_stay", "An offer to return", "返店礼遇", "return-offer", "booking", [(0, ROADS)]),
    ("low_score", "After a low score", "低分关怀", "low-score", "booking", [(0, LETTERS)]),
    ("milestone_stay", "The tenth stay", "第十次入住", "milestone-stay", "booking", [(0, ROADS)]),
    ("tier_upgraded", "Congratulations on the new tier", "会员升级祝贺", "tier-upgraded", "booking", [(0, ROADS)]),
    ("one_step_to_tier", "One step to the next tier", "再一步即可升级", "one-step-to-tier", "booking", [(0, ROADS)]),
    ("points_expiring_30", "Points expire in 30 days", "积分30天后到期", "points-expiring", "booking", [(0, ROADS)]),
    ("points_expiring_7", "Points expire in 7 days", "积分7天后到期", "points-expiring", "booking", [(0, ROADS)]),
    ("predicted_trip", "Before the next trip", "下次出行之前", "next-trip", "booking", [(0, ROADS)]),
    ("cooling", "Before a regular goes quiet", "常客流失预警", "thinking-of-you", "booking", [(0, ROADS)]),
    ("dormancy", "Waking up", "沉睡唤醒", "win-back", "booking", [(0, LETTERS), (14, (SMS,))]),
)
