"""Two surveys to begin with, after departure and in the room, and the letter that the first is sent with.

The one after departure waits until somebody switches it on: nobody is written to because of an update. The starter
template of invitations learns the guest's own link, unless somebody has changed it.
"""

from typing import Any

from django.db import migrations

EN, ZH = "en", "zh-hans"
EMAIL, SMS, WECOM = "email", "sms", "wecom"
TEMPLATE = "survey-invitation"
TEXTS = {
    (EN, EMAIL): """Dear {{ guest.salutation }},

Thank you for staying at {{ hotel.name }}. How was it?

Your answers take two minutes and are read by the people who looked after you.

[Tell us]({{ survey.link }})

The link is yours alone and holds until {{ survey.valid_until }}.

Thank you,
your team at {{ hotel.name }}""",
    (ZH, EMAIL): """尊敬的{{ guest.salutation }}：

感谢您入住{{ hotel.name }}，这次入住还满意吗？

只需两分钟，您的意见会由为您服务的同事亲自阅读。

[写下意见]({{ survey.link }})

链接仅供您本人使用，有效期至{{ survey.valid_until }}。

谢谢您。
{{ hotel.name }}全体同仁""",
    (
        EN,
        SMS,
    ): """{{ guest.salutation }}, how was your stay at {{ hotel.name }}? Two minutes help us: {{ survey.link }}""",
    (
        ZH,
        SMS,
    ): """{{ guest.salutation }}，感谢入住{{ hotel.name }}，诚邀您用两分钟写下意见：{{ survey.link }} 拒收请回复R""",
    (
        EN,
        WECOM,
    ): """Dear {{ guest.salutation }}, how was your stay at {{ hotel.name }}? Two minutes help us: {{ survey.link }}

What you receive from us: {{ links.preferences }}""",
    (ZH, WECOM): """{{ guest.salutation }}，这次入住{{ hotel.name }}还满意吗？诚邀您用两分钟写下意见：{{ survey.link }}

选择接收内容：{{ links.preferences }}""",
}

REASONS = [
    {"code": "business", "en": "Business", "zh": "商务"},
    {"code": "leisure", "en": "Leisure", "zh": "休闲度假"},
    {"code": "family", "en": "Time with the family", "zh": "家庭出游"},
    {"code": "meeting", "en": "A meeting or an event", "zh": "会议或活动"},
    {"code": "other", "en": "Something else", "zh": "其他"},
]
MATTERS = [
    {"code": "nothing", "en": "Nothing, all is well", "zh": "没有，一切都好"},
    {"code": "cleaning", "en": "The cleaning of the room", "zh": "房间清洁"},
    {"code": "technical", "en": "Something does not work", "zh": "设施有故障"},
    {"code": "noise", "en": "Noise", "zh": "噪音"},
    {"code": "missing", "en": "Something is missing", "zh": "缺少用品"},
    {"code": "other", "en": "Something else", "zh": "其他"},
]

# Of a survey: code, names, occasion, days valid, whether active, thanks, questions. Of a question: page, kind, words,
# department, whether an answer is needed, what is low, choices.
SURVEYS = (
    (
        "after-stay",
        "Your stay with us",
        "您的入住体验",
        "departure",
        30,
        False,
        "Your answers have reached the people who looked after you. We hope to welcome you again.",
        "您的意见已送达为您服务的同事。期待再次为您服务。",
        (
            (
                1,
                "nps",
                "How gladly would you recommend us to friends or colleagues?",
                "您有多愿意向亲友或同事推荐我们？",
                "",
                True,
                None,
                [],
            ),
            (
                2,
                "csat",
                "How satisfied are you with your stay as a whole?",
                "您对这次入住总体满意吗？",
                "",
                True,
                2,
                [],
            ),
            (
                2,
                "csat",
                "With your room, its cleanliness and comfort?",
                "对客房的清洁与舒适？",
                "housekeeping",
                False,
                2,
                [],
            ),
            (2, "csat", "With breakfast and our restaurants?", "对早餐与餐厅？", "restaurant", False, 2, []),
            (
                2,
                "csat",
                "With the welcome and the help you were given?",
                "对迎接与礼宾服务？",
                "concierge",
                False,
                2,
                [],
            ),
            (3, "choice", "What brought you here?", "您此行的目的是？", "", False, None, REASONS),
            (3, "text", "What should we do better?", "我们还有哪些地方可以做得更好？", "", False, None, []),
            (3, "text", "Whom would you like us to thank?", "有哪位同事是您想要表扬的吗？", "", False, None, []),
        ),
    ),
    (
        "in-the-room",
        "How is your stay?",
        "住得还好吗？",
        "room",
        3,
        True,
        "Thank you. If something is to be mended, we see to it.",
        "谢谢您。若有需要改进之处，我们马上处理。",
        (
            (
                1,
                "csat",
                "How satisfied are you with your stay so far?",
                "到目前为止，您对入住满意吗？",
                "",
                True,
                2,
                [],
            ),
            (1, "choice", "Is there something we should see to?", "有什么需要我们处理的吗？", "", False, None, MATTERS),
            (2, "text", "Would you tell us more?", "能和我们具体说说吗？", "", False, None, []),
        ),
    ),
)


def enter(apps: Any, schema_editor: Any) -> None:
    """Enter what is not there yet."""
    alias = schema_editor.connection.alias
    rows = {name: apps.get_model(app, name).objects.using(alias) for app, name in MODELS}
    template = rows["Template"].filter(code=TEMPLATE).first()
    for (language, channel), source in TEXTS.items() if template else ():
        untouched = rows["Variant"].filter(template=template, language=language, channel=channel, version=1)
        untouched.filter(source__contains="links.page").update(source=source, html="", text="", revision=0)
    for code, name_en, name_zh, sent, valid_days, is_active, thanks_en, thanks_zh, questions in SURVEYS:
        if rows["Survey"].filter(code=code).exists():
            continue
        is_taken = is_active and rows["Survey"].filter(sent=sent, hotel=None, is_active=True).exists()
        survey = rows["Survey"].create(
            code=code,
            name_en=name_en,
            name_zh=name_zh,
            sent=sent,
            valid_days=valid_days,
            is_active=is_active and not is_taken,
            thanks_en=thanks_en,
            thanks_zh=thanks_zh,
            template=template if sent == "departure" else None,
        )
        for order, (page, kind, text_en, text_zh, department, is_required, low, choices) in enumerate(questions):
            rows["Question"].create(
                survey=survey,
                order=order,
                page=page,
                kind=kind,
                text_en=text_en,
                text_zh=text_zh,
                department=department,
                is_required=is_required,
                low=low,
                choices=choices,
            )


MODELS = (("outbox", "Template"), ("outbox", "Variant"), ("feedback", "Survey"), ("feedback", "Question"))


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0004_channel_by_the_gate"),
        ("outbox", "0003_attempts_without_checks"),
    ]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop, elidable=False)]
