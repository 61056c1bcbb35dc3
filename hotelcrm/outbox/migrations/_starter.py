"""The words of the first templates, for ``0002_starter_templates``: as a good hotel would write them."""

EN, ZH = "en", "zh-hans"
EMAIL, SMS, WECOM = "email", "sms", "wecom"

BLOCKS = (
    (
        "voucher",
        "Voucher",
        "礼券",
        """{% if voucher.code %}
## {{ voucher.name }}

Your code: {{ voucher.code }}
Valid until {{ voucher.valid_until }}.
{% if voucher.terms %}
{{ voucher.terms }}
{% endif %}
{% endif %}""",
        """{% if voucher.code %}
## {{ voucher.name }}

券码：{{ voucher.code }}
有效期至{{ voucher.valid_until }}。
{% if voucher.terms %}
{{ voucher.terms }}
{% endif %}
{% endif %}""",
    ),
    (
        "offer",
        "Seasonal offer",
        "当季礼遇",
        """## From us, for your next stay

Stay two nights and breakfast is our guest too. Reply to this message or call the desk, and we will hold a room for you.""",
        """## 为您的下次入住准备

连住两晚，早餐由我们招待。回复本消息或致电前台，我们即为您留房。""",
    ),
)

# (code, English name, Chinese name, purpose, generic, {(language, channel): (subject, preview line, text)})
TEMPLATES = (
    (
        "pre-arrival",
        "Booking confirmed, before arrival",
        "预订确认与行前提示",
        "service",
        False,
        {
            (EN, EMAIL): (
                "Your stay at {{ hotel.name }} from {{ stay.arrival }}",
                "Everything for your arrival on one page.",
                """Dear {{ guest.salutation }},

Thank you for choosing {{ hotel.name }}. Your room is booked, and we look forward to welcoming you.

Arrival: {{ stay.arrival }}
Departure: {{ stay.departure }}
Nights: {{ stay.nights }}
{% if stay.room_type %}
Room: {{ stay.room_type }}
{% endif %}
{% if stay.confirmation %}
Confirmation number: {{ stay.confirmation }}
{% endif %}

Your room is ready from 14:00. If you arrive earlier, we keep your luggage and have tea waiting in the lobby.

Is there anything we should know: an allergy, a pillow you prefer, a birthday to celebrate? Simply reply to this e-mail.

With warm regards,
your team at {{ hotel.name }}""",
            ),
            (ZH, EMAIL): (
                "{{ hotel.name }}恭候您{{ stay.arrival }}光临",
                "抵店所需，一页读完。",
                """尊敬的{{ guest.salutation }}：

感谢您选择{{ hotel.name }}。您的客房已确认，我们期待您的光临。

抵店：{{ stay.arrival }}
离店：{{ stay.departure }}
共{{ stay.nights }}晚
{% if stay.room_type %}
房型：{{ stay.room_type }}
{% endif %}
{% if stay.confirmation %}
确认号：{{ stay.confirmation }}
{% endif %}

客房14:00起可办理入住。若您提早抵达，我们为您保管行李，并在大堂备好茶点。

如有过敏、枕头偏好，或逢生日等喜事，请直接回复本邮件告诉我们。

顺祝旅安
{{ hotel.name }}全体同仁""",
            ),
            (EN, SMS): (
                "",
                "",
                """{{ guest.salutation }}, your room at {{ hotel.name }} is ready for you from 14:00 on {{ stay.arrival }}, {{ stay.nights }} night(s). Safe travels!""",
            ),
            (ZH, SMS): (
                "",
                "",
                """{{ guest.salutation }}，您在{{ hotel.name }}的客房已确认：{{ stay.arrival }}抵店，共{{ stay.nights }}晚，14:00起可入住。一路平安，恭候光临。""",
            ),
            (EN, WECOM): (
                "",
                "",
                """Dear {{ guest.salutation }}, your room at {{ hotel.name }} is confirmed: {{ stay.arrival }} to {{ stay.departure }}, {{ stay.nights }} night(s). Tell us here when you expect to arrive, and we will have everything ready.""",
            ),
            (ZH, WECOM): (
                "",
                "",
                """{{ guest.salutation }}，您好！{{ hotel.name }}已为您确认客房：{{ stay.arrival }}抵店，{{ stay.departure }}离店，共{{ stay.nights }}晚。方便时请在这里告诉我们预计抵店时间，我们提前为您备好。""",
            ),
        },
    ),
    (
        "thank-you",
        "Thank you after the stay",
        "离店致谢",
        "service",
        False,
        {
            (EN, EMAIL): (
                "Thank you for staying with us",
                "It was a pleasure to have you here.",
                """Dear {{ guest.salutation }},

Thank you for the {{ stay.nights }} night(s) you spent with us at {{ hotel.name }}. It was a pleasure to look after you.

If you left something behind or need a copy of your bill, reply to this e-mail and we will see to it today.

Whatever we could have done better, we would like to hear it from you first.

We hope to welcome you back.

Your team at {{ hotel.name }}""",
            ),
            (ZH, EMAIL): (
                "感谢您的光临",
                "能为您服务，是我们的荣幸。",
                """尊敬的{{ guest.salutation }}：

感谢您在{{ hotel.name }}度过的{{ stay.nights }}晚，能为您服务是我们的荣幸。

若有物品遗留或需要补开账单，请直接回复本邮件，我们当天为您办妥。

若有任何不周之处，也请您先告诉我们。

期待与您再次相见。

{{ hotel.name }}全体同仁""",
            ),
            (EN, SMS): (
                "",
                "",
                """Thank you for staying at {{ hotel.name }}, {{ guest.salutation }}. Anything left behind, or not as it should be? Just call the desk. We hope to see you again.""",
            ),
            (ZH, SMS): (
                "",
                "",
                """{{ guest.salutation }}，感谢您入住{{ hotel.name }}。若有物品遗留或不周之处，请致电前台。期待再次为您服务。""",
            ),
            (EN, WECOM): (
                "",
                "",
                """Dear {{ guest.salutation }}, thank you for staying at {{ hotel.name }}. If you left something behind or need your bill, tell us here. We hope to see you again.""",
            ),
            (ZH, WECOM): (
                "",
                "",
                """{{ guest.salutation }}，感谢您入住{{ hotel.name }}！若有物品遗留或需补开发票，在这里告诉我们即可。期待再次为您服务。""",
            ),
        },
    ),
    (
        "birthday",
        "Birthday",
        "生日祝福",
        "marketing",
        False,
        {
            (EN, EMAIL): (
                "Happy birthday, {{ guest.salutation }}",
                "A small present from us.",
                """# Happy birthday, {{ guest.salutation }}

Everyone at {{ hotel.name }} wishes you health, and time for what you love.

{% block "voucher" %}

Come and celebrate with us whenever it suits you: tell us the day, and there will be a cake.

Warmly,
your team at {{ hotel.name }}""",
            ),
            (ZH, EMAIL): (
                "{{ guest.salutation }}，生日快乐",
                "我们为您备了一份心意。",
                """# {{ guest.salutation }}，生日快乐

{{ hotel.name }}全体同仁祝您身体安康，所爱皆有时光。

{% block "voucher" %}

欢迎随时来店小聚：告诉我们日子，蛋糕由我们准备。

{{ hotel.name }}全体同仁敬上""",
            ),
            (EN, SMS): (
                "",
                "",
                """Happy birthday, {{ guest.salutation }}! Tell {{ hotel.name }} when you come to celebrate, and the cake is on us.""",
            ),
            (ZH, SMS): (
                "",
                "",
                """{{ guest.salutation }}，{{ hotel.name }}祝您生日快乐，平安顺遂！来店庆生请告知前台，蛋糕由我们准备。拒收请回复R""",
            ),
            (EN, WECOM): (
                "",
                "",
                """Happy birthday, {{ guest.salutation }}! Everyone at {{ hotel.name }} wishes you the best. Tell us here when you come to celebrate, and the cake is on us.

What you receive from us: {{ links.preferences }}""",
            ),
            (ZH, WECOM): (
                "",
                "",
                """{{ guest.salutation }}，生日快乐！{{ hotel.name }}全体同仁祝您平安顺遂。来店庆生请在这里告诉我们，蛋糕由我们准备。

选择接收内容：{{ links.preferences }}""",
            ),
        },
    ),
    (
        "welcome-member",
        "Welcome to the programme",
        "入会欢迎",
        "service",
        False,
        {
            (EN, EMAIL): (
                "Welcome, member {{ member.number }}",
                "Your number, and what it is good for.",
                """# Welcome, {{ guest.salutation }}

You are now a member of our programme.

Member number: {{ member.number }}
Tier: {{ member.tier }}

You collect points for your room, at table and in the spa. Name your number when you book, and the rest happens by itself.

{% block "voucher" %}

We look forward to your next stay.

Your team at {{ hotel.name }}""",
            ),
            (ZH, EMAIL): (
                "欢迎您，会员{{ member.number }}",
                "您的会员号与礼遇。",
                """# {{ guest.salutation }}，欢迎入会

您已成为我们的会员。

会员号：{{ member.number }}
等级：{{ member.tier }}

客房、餐饮、水疗消费均可累积积分，预订时报上会员号即可。

{% block "voucher" %}

期待您的下次入住。

{{ hotel.name }}全体同仁""",
            ),
            (EN, SMS): (
                "",
                "",
                """Welcome, {{ guest.salutation }}! Your member number is {{ member.number }} ({{ member.tier }}). Name it when you book at {{ hotel.name }}.""",
            ),
            (ZH, SMS): (
                "",
                "",
                """{{ guest.salutation }}，欢迎成为{{ hotel.name }}{{ member.tier }}会员，会员号{{ member.number }}，预订时报上即可累积积分。""",
            ),
            (EN, WECOM): (
                "",
                "",
                """Welcome, {{ guest.salutation }}! You are now a {{ member.tier }} member, number {{ member.number }}. Ask us here for your points at any time.""",
            ),
            (ZH, WECOM): (
                "",
                "",
                """{{ guest.salutation }}，欢迎入会！您的会员号是{{ member.number }}，等级{{ member.tier }}。积分随时可以在这里问我们。""",
            ),
        },
    ),
    (
        "points-statement",
        "Points statement",
        "积分对账单",
        "service",
        False,
        {
            (EN, EMAIL): (
                "Your points: {{ member.points }}",
                "Balance, tier and what expires next.",
                """Dear {{ guest.salutation }},

Here is the statement you asked for.

Member number: {{ member.number }}
Points: {{ member.points }}
Tier: {{ member.tier }}
{% if member.tier_until %}
Your tier holds until {{ member.tier_until }}.
{% endif %}
{% if member.expiring_points and member.expiring_on %}
{{ member.expiring_points }} points expire on {{ member.expiring_on }}. The desk gladly tells you what they buy.
{% endif %}

Does something look wrong? Reply to this e-mail and we will look into it.

Your team at {{ hotel.name }}""",
            ),
            (ZH, EMAIL): (
                "您的积分：{{ member.points }}",
                "余额、等级与即将到期的积分。",
                """尊敬的{{ guest.salutation }}：

这是您要的积分对账单。

会员号：{{ member.number }}
积分：{{ member.points }}
等级：{{ member.tier }}
{% if member.tier_until %}
等级有效期至{{ member.tier_until }}。
{% endif %}
{% if member.expiring_points and member.expiring_on %}
其中{{ member.expiring_points }}分将于{{ member.expiring_on }}到期，可兑换项目请问前台。
{% endif %}

若有疑问，请直接回复本邮件，我们为您核实。

{{ hotel.name }}全体同仁""",
            ),
            (EN, SMS): (
                "",
                "",
                """{{ hotel.name }}: member {{ member.number }} has {{ member.points }} points ({{ member.tier }}).{% if member.expiring_points and member.expiring_on %} {{ member.expiring_points }} expire on {{ member.expiring_on }}.{% endif %}""",
            ),
            (ZH, SMS): (
                "",
                "",
                """{{ guest.salutation }}，会员{{ member.number }}现有积分{{ member.points }}分，等级{{ member.tier }}。{% if member.expiring_points and member.expiring_on %}其中{{ member.expiring_points }}分将于{{ member.expiring_on }}到期。{% endif %}""",
            ),
            (EN, WECOM): (
                "",
                "",
                """Dear {{ guest.salutation }}, your balance is {{ member.points }} points, tier {{ member.tier }}.{% if member.expiring_points and member.expiring_on %} {{ member.expiring_points }} of them expire on {{ member.expiring_on }}.{% endif %} Ask us here what they buy.""",
            ),
            (ZH, WECOM): (
                "",
                "",
                """{{ guest.salutation }}，您现有积分{{ member.points }}分，等级{{ member.tier }}。{% if member.expiring_points and member.expiring_on %}其中{{ member.expiring_points }}分将于{{ member.expiring_on }}到期。{% endif %}想兑换什么，在这里告诉我们即可。""",
            ),
        },
    ),
    (
        "win-back",
        "Win-back",
        "唤醒",
        "marketing",
        True,
        {
            (EN, EMAIL): (
                "We have missed you, {{ guest.salutation }}",
                "A reason to come back.",
                """# We have missed you

Dear {{ guest.salutation }},

It has been a while since we could welcome you at {{ hotel.name }}. The tea is still good, and some things are new.

{% block "offer" %}

We would be glad to see you.

Your team at {{ hotel.name }}""",
            ),
            (ZH, EMAIL): (
                "{{ guest.salutation }}，好久不见",
                "为您留了一份礼遇。",
                """# 好久不见

尊敬的{{ guest.salutation }}：

许久未能在{{ hotel.name }}迎候您。茶香如故，也添了些新意。

{% block "offer" %}

盼与您再会。

{{ hotel.name }}全体同仁""",
            ),
            (EN, SMS): (
                "",
                "",
                """{{ guest.salutation }}, it has been a while. Stay two nights at {{ hotel.name }} and breakfast is on us. Call the desk to hold a room.""",
            ),
            (ZH, SMS): (
                "",
                "",
                """{{ guest.salutation }}，好久不见。{{ hotel.name }}为您准备了连住两晚含早礼遇，致电前台即可留房。拒收请回复R""",
            ),
            (EN, WECOM): (
                "",
                "",
                """Dear {{ guest.salutation }}, it has been a while. Stay two nights at {{ hotel.name }} and breakfast is on us; tell us your dates here.

What you receive from us: {{ links.preferences }}""",
            ),
            (ZH, WECOM): (
                "",
                "",
                """{{ guest.salutation }}，好久不见。{{ hotel.name }}为您准备了连住两晚含早礼遇，在这里告诉我们日期，即为您留房。

选择接收内容：{{ links.preferences }}""",
            ),
        },
    ),
    (
        "survey-invitation",
        "Survey invitation",
        "满意度调查邀请",
        "surveys",
        False,
        {
            (EN, EMAIL): (
                "How was your stay, {{ guest.salutation }}?",
                "Two minutes that help us.",
                """Dear {{ guest.salutation }},

You stayed at {{ hotel.name }} until {{ stay.departure }}. How was it?

Your answers take two minutes and are read by the people who looked after you.
{% if links.page %}
[Tell us]({{ links.page }})
{% endif %}

Thank you,
your team at {{ hotel.name }}""",
            ),
            (ZH, EMAIL): (
                "{{ guest.salutation }}，这次入住还满意吗？",
                "两分钟，帮我们做得更好。",
                """尊敬的{{ guest.salutation }}：

您于{{ stay.departure }}离开{{ hotel.name }}，这次入住还满意吗？

只需两分钟，您的意见会由为您服务的同事亲自阅读。
{% if links.page %}
[写下意见]({{ links.page }})
{% endif %}

谢谢您。
{{ hotel.name }}全体同仁""",
            ),
            (EN, SMS): (
                "",
                "",
                """{{ guest.salutation }}, how was your stay at {{ hotel.name }}? Two minutes help us.{% if links.page %} {{ links.page }}{% endif %}""",
            ),
            (ZH, SMS): (
                "",
                "",
                """{{ guest.salutation }}，感谢入住{{ hotel.name }}，诚邀您用两分钟写下意见。{% if links.page %}{{ links.page }} {% endif %}拒收请回复R""",
            ),
            (EN, WECOM): (
                "",
                "",
                """Dear {{ guest.salutation }}, how was your stay at {{ hotel.name }}? Two minutes help us.{% if links.page %} {{ links.page }}{% endif %}

What you receive from us: {{ links.preferences }}""",
            ),
            (ZH, WECOM): (
                "",
                "",
                """{{ guest.salutation }}，这次入住{{ hotel.name }}还满意吗？诚邀您用两分钟写下意见。{% if links.page %}{{ links.page }}{% endif %}

选择接收内容：{{ links.preferences }}""",
            ),
        },
    ),
    (
        "complaint-reply",
        "Reply to a complaint",
        "投诉回复",
        "service",
        False,
        {
            (EN, EMAIL): (
                "Your words to us, {{ guest.salutation }}",
                "We have read them, and we are looking into it.",
                """Dear {{ guest.salutation }},

Thank you for telling us openly what went wrong. I am sorry that we did not give you the stay you had a right to expect.

I have passed your words to the head of the department concerned. We are finding out what happened, and I will write to you personally with the result within two days.

If you would rather speak to me, reply with a number and a time that suits you.

With my apologies,
Guest relations, {{ hotel.name }}""",
            ),
            (ZH, EMAIL): (
                "{{ guest.salutation }}，您的意见我们已收到",
                "我们已读到，正在核实。",
                """尊敬的{{ guest.salutation }}：

感谢您坦率地告诉我们。未能给您应有的入住体验，我深表歉意。

您的意见已转交相关部门负责人，我们正在核实经过，两日内由我亲自给您答复。

若您更愿意通话，请回复方便的号码与时间。

谨致歉意
{{ hotel.name }}宾客关系部""",
            ),
            (EN, SMS): (
                "",
                "",
                """{{ guest.salutation }}, thank you for telling us, and we are sorry. {{ hotel.name }} is looking into it; guest relations will answer you within two days.""",
            ),
            (ZH, SMS): (
                "",
                "",
                """{{ guest.salutation }}，您的意见{{ hotel.name }}已收到，深表歉意。我们正在核实，宾客关系部两日内给您答复。""",
            ),
            (EN, WECOM): (
                "",
                "",
                """Dear {{ guest.salutation }}, thank you for telling us openly, and we are sorry. We are finding out what happened and will answer you here within two days.""",
            ),
            (ZH, WECOM): (
                "",
                "",
                """{{ guest.salutation }}，感谢您坦率相告，我们深表歉意。正在核实经过，两日内在这里给您答复。""",
            ),
        },
    ),
)
