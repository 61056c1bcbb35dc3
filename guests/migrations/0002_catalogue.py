"""The starter catalogue: what hotels note about guests, and the notices shown when asking for consent.

Every install begins with it. Codes are stable: imports, occasions and the demo refer to them; names, synonyms and
order belong to the hotel and are changed in the administration. Applied a second time it adds what is missing only.
"""

from datetime import date
from typing import Any

from django.db import migrations

ALL = "housekeeping restaurant spa concierge"

# code: (icon, English, Chinese, departments that see it)
CATEGORIES = {
    "allergy": ("exclamation-triangle", "Allergies", "过敏", ALL),
    "health": ("universal-access", "Health and access", "健康与无障碍", ALL),
    "diet": ("egg-fried", "Diet", "饮食", "restaurant concierge"),
    "do-not-disturb": ("bell-slash", "Do not disturb", "免打扰", ALL),
    "room": ("door-open", "Room", "房间", "housekeeping concierge"),
    "floor": ("building", "Floor and position", "楼层与位置", "housekeeping concierge"),
    "quiet": ("volume-mute", "Quiet", "安静", "housekeeping concierge"),
    "bed": ("lamp", "Bed", "床型", "housekeeping"),
    "pillow": ("moon", "Pillow and bedding", "枕头与床品", "housekeeping"),
    "smoking": ("slash-circle", "Smoking", "吸烟", "housekeeping restaurant"),
    "temperature": ("thermometer-half", "Temperature and air", "室温与空气", "housekeeping spa"),
    "housekeeping": ("stars", "Housekeeping", "客房服务", "housekeeping"),
    "amenities": ("bag", "Amenities", "客房用品", "housekeeping concierge"),
    "drinks": ("cup-hot", "Drinks", "饮品", "restaurant housekeeping spa concierge"),
    "dining": ("shop", "At the table", "用餐", "restaurant concierge"),
    "reading": ("newspaper", "Reading", "阅读", "housekeeping concierge"),
    "family": ("people", "Family", "家庭", ALL),
    "interest": ("heart", "Interests", "兴趣", "spa concierge"),
    "wellness": ("flower1", "Spa and sport", "康体", "spa concierge"),
    "transport": ("car-front", "Transport", "交通", "concierge"),
    "service": ("person-heart", "How to serve", "服务方式", ALL),
    "price": ("tag", "Price", "价格", ""),
}

SENSITIVE, ALERT = "sensitive", "alert"

# category: [(code, English, Chinese, synonyms in both languages, flags)]
TAGS = {
    "allergy": [
        ("allergy-peanut", "Peanut allergy", "花生过敏", "peanuts|groundnut|花生|对花生过敏", "sensitive alert"),
        ("allergy-tree-nut", "Tree nut allergy", "坚果过敏", "nuts|almond|walnut|坚果|核桃", "sensitive alert"),
        ("allergy-shellfish", "Shellfish allergy", "甲壳类过敏", "shrimp|prawn|crab|虾蟹过敏|虾|蟹", "sensitive alert"),
        ("allergy-fish", "Fish allergy", "鱼类过敏", "fish|鱼", "sensitive alert"),
        ("allergy-milk", "Milk allergy", "牛奶过敏", "dairy allergy|奶制品过敏|乳蛋白", "sensitive alert"),
        ("allergy-egg", "Egg allergy", "鸡蛋过敏", "eggs|蛋类过敏", "sensitive alert"),
        ("allergy-soy", "Soy allergy", "大豆过敏", "soya|tofu|黄豆", "sensitive alert"),
        ("allergy-sesame", "Sesame allergy", "芝麻过敏", "tahini|芝麻", "sensitive alert"),
        ("allergy-pollen", "Pollen allergy", "花粉过敏", "hay fever|flowers|鲜花|花粉", "sensitive alert"),
        ("allergy-feather", "Feather allergy", "羽绒过敏", "down|duvet|羽毛|鹅绒", "sensitive alert"),
        ("allergy-dust-mite", "Dust mite allergy", "尘螨过敏", "dust|house dust|螨虫|灰尘", "sensitive alert"),
        ("allergy-penicillin", "Penicillin allergy", "青霉素过敏", "antibiotics|盘尼西林", "sensitive alert"),
        ("allergy-fragrance", "Fragrance allergy", "香氛过敏", "perfume|scent|香水|香精", "sensitive alert"),
    ],
    "health": [
        ("wheelchair", "Uses a wheelchair", "使用轮椅", "wheelchair|accessible|轮椅|无障碍房", "sensitive alert"),
        ("walks-with-difficulty", "Walks with difficulty", "行动不便", "cane|crutches|拐杖|腿脚不便", "sensitive"),
        ("hard-of-hearing", "Hard of hearing", "听力不便", "deaf|hearing aid|助听器|耳背", "sensitive"),
        ("low-vision", "Low vision", "视力不便", "blind|guide dog|导盲犬|弱视", "sensitive"),
        ("pregnant", "Pregnant", "孕期", "expecting|怀孕|孕妇", "sensitive"),
        ("diabetes", "Diabetes", "糖尿病", "insulin|sugar|胰岛素|血糖", "sensitive"),
        ("high-blood-pressure", "High blood pressure", "高血压", "hypertension|低盐|血压", "sensitive"),
        ("medicine-fridge", "Needs a fridge for medicine", "需冷藏药品", "insulin fridge|药品冰箱", "sensitive"),
    ],
    "diet": [
        ("vegetarian", "Vegetarian", "素食", "veggie|no meat|吃素|全素", ""),
        ("vegan", "Vegan", "纯素", "plant based|no animal products|严格素食", ""),
        ("gluten-free", "Gluten-free", "无麸质", "coeliac|celiac|no wheat|麸质不耐|不吃面食", "sensitive"),
        ("lactose-free", "Lactose-free", "无乳糖", "lactose intolerant|乳糖不耐|无糖奶", "sensitive"),
        ("halal", "Halal", "清真", "muslim food|no pork|不吃猪肉|清真餐", "sensitive"),
        ("kosher", "Kosher", "犹太洁食", "jewish food|洁食", "sensitive"),
        ("low-sugar", "Low sugar", "低糖", "no sugar|无糖|少糖", ""),
        ("low-salt", "Low salt", "低盐", "less salt|少盐|清淡", ""),
        ("light-food", "Likes light food", "口味清淡", "light meals|清淡|少油", ""),
        ("spicy", "Likes spicy food", "喜辣", "hot food|chilli|辣|重口味", ""),
        ("no-spicy", "No spicy food", "不吃辣", "mild|not hot|忌辣", ""),
        ("no-coriander", "No coriander", "不吃香菜", "cilantro|香菜|芫荽", ""),
        ("no-onion-garlic", "No onion or garlic", "不吃葱蒜", "onion|garlic|忌葱蒜", ""),
        ("no-beef", "No beef", "不吃牛肉", "beef|忌牛肉", ""),
        ("chinese-breakfast", "Chinese breakfast", "中式早餐", "congee|noodles|白粥|豆浆油条", ""),
        ("western-breakfast", "Western breakfast", "西式早餐", "continental|eggs and toast|面包|煎蛋", ""),
        ("early-breakfast", "Early breakfast", "提前早餐", "breakfast before six|早起早餐|打包早餐", ""),
    ],
    "do-not-disturb": [
        ("no-calls", "No phone calls to the room", "不要致电房间", "do not call|别打电话|勿致电", "alert"),
        ("no-morning-visits", "Not before ten in the morning", "上午十点前勿扰", "sleeps late|晚起|勿早敲门", "alert"),
        ("no-visitors", "No visitors, say nothing of the stay", "谢绝访客并保密入住", "incognito|保密|访客", "alert"),
        ("no-turndown", "No turndown service", "不要夜床服务", "turndown|夜床|开夜床", ""),
    ],
    "room": [
        ("suite", "Suite", "套房", "suites|大套|行政套房", ""),
        ("lake-view", "Water view", "湖景或海景", "lake|sea|harbour view|湖景|海景|江景", ""),
        ("garden-view", "Garden view", "园景", "garden|courtyard|花园景|庭院", ""),
        ("corner-room", "Corner room", "转角房", "corner|边套|角房", ""),
        ("connecting-rooms", "Connecting rooms", "连通房", "adjoining|next to each other|相邻房|连门房", ""),
        ("balcony", "Balcony", "阳台", "terrace|露台", ""),
        ("bathtub", "Bathtub", "浴缸", "bath|tub|泡澡", ""),
        ("shower-only", "Walk-in shower", "淋浴间", "no bathtub|不要浴缸|步入式淋浴", ""),
        ("same-room", "The same room as last time", "住上次的房间", "usual room|老房间|固定房号", ""),
        ("large-desk", "Large desk", "大书桌", "desk|work in the room|办公桌|写字台", ""),
    ],
    "floor": [
        ("high-floor", "High floor", "高楼层", "upper floor|top floor|高层|楼上", ""),
        ("low-floor", "Low floor", "低楼层", "ground floor|lower floor|低层|一楼", ""),
        ("near-lift", "Near the lift", "靠近电梯", "near elevator|电梯旁|走路少", ""),
        ("away-from-lift", "Away from the lift", "远离电梯", "far from elevator|不靠电梯|离电梯远", ""),
        ("end-of-corridor", "End of the corridor", "走廊尽头", "last room|尽头房", ""),
        ("no-number-four", "No number four", "不要带四的房号", "no 4|忌4|避开四|吉利房号", ""),
        ("number-eight", "Likes the number eight", "喜欢带八的房号", "lucky 8|尾号8|吉利数字", ""),
    ],
    "quiet": [
        ("quiet-room", "Quiet room", "安静房间", "silent|no noise|怕吵|静", ""),
        ("courtyard-side", "Away from the street", "不临街", "not street side|背街|不靠马路", ""),
        ("light-sleeper", "Light sleeper", "浅睡", "sleeps badly|wakes easily|睡眠浅|易醒", ""),
        ("blackout-curtains", "Needs full darkness", "需要全遮光", "dark room|blackout|遮光窗帘", ""),
    ],
    "bed": [
        ("king-bed", "King bed", "大床", "double|queen|双人床|一张大床", ""),
        ("twin-beds", "Twin beds", "双床", "two beds|separate beds|标间|两张床", ""),
        ("firm-mattress", "Firm mattress", "偏硬床垫", "hard bed|硬床|硬板床", ""),
        ("soft-mattress", "Soft mattress", "偏软床垫", "soft bed|topper|软床|加软垫", ""),
        ("extra-bed", "Extra bed", "加床", "rollaway|third bed|加一张床", ""),
        ("cot", "Baby cot", "婴儿床", "crib|baby bed|宝宝床", ""),
    ],
    "pillow": [
        ("buckwheat-pillow", "Buckwheat pillow", "荞麦枕", "buckwheat|荞麦|荞麦皮枕头", ""),
        ("latex-pillow", "Latex pillow", "乳胶枕", "latex|乳胶", ""),
        ("memory-foam-pillow", "Memory foam pillow", "记忆棉枕", "memory foam|慢回弹", ""),
        ("down-pillow", "Down pillow", "羽绒枕", "feather pillow|鹅绒枕", ""),
        ("low-pillow", "Low pillow", "低枕", "flat pillow|thin pillow|矮枕头", ""),
        ("extra-pillow", "Extra pillows", "多一个枕头", "more pillows|two pillows|加枕头", ""),
        ("extra-blanket", "Extra blanket", "加一床被子", "more blankets|毯子|加被", ""),
        ("light-duvet", "Light duvet", "薄被", "thin blanket|夏被|轻薄", ""),
    ],
    "smoking": [
        ("non-smoking", "Non-smoking room", "无烟房", "no smoking|smoke free|不吸烟|禁烟", ""),
        ("smoking", "Smoking room", "吸烟房", "smoker|ashtray|抽烟|烟灰缸", ""),
        ("smoke-sensitive", "Bothered by the smell of smoke", "介意烟味", "smell of smoke|怕烟味|除味", ""),
    ],
    "temperature": [
        ("cool-room", "Cool room, 20 °C", "室温偏低，20℃", "cold|air conditioning|怕热|空调开低", ""),
        ("warm-room", "Warm room, 25 °C", "室温偏高，25℃", "warm|heating|怕冷|空调调高", ""),
        ("no-air-conditioning", "No air conditioning", "不开空调", "ac off|关空调", ""),
        ("humidifier", "Humidifier", "加湿器", "dry air|空气干燥|加湿", ""),
        ("air-purifier", "Air purifier", "空气净化器", "clean air|净化器|雾霾", ""),
        ("fresh-air", "Windows that open", "可开窗", "open window|开窗通风|新风", ""),
    ],
    "housekeeping": [
        ("early-cleaning", "Room made up in the morning", "上午打扫", "clean early|早打扫|先做房", ""),
        ("late-cleaning", "Room made up in the afternoon", "下午打扫", "clean late|晚点打扫", ""),
        ("no-daily-linen", "Linen not changed daily", "不必每日换床品", "green stay|save water|环保|少换布草", ""),
        ("more-towels", "Extra towels", "多备毛巾", "towels|浴巾|加毛巾", ""),
        ("do-not-move-things", "Leave things on the desk alone", "勿动桌面物品", "do not touch|不要整理桌面", ""),
    ],
    "amenities": [
        ("kettle", "Kettle in the room", "房内热水壶", "hot water|electric kettle|烧水壶|热水", ""),
        ("warm-water", "Warm drinking water", "温开水", "hot water|喝热水|温水", ""),
        ("slippers-large", "Large slippers", "大码拖鞋", "slippers|大拖鞋|44码", ""),
        ("iron", "Iron and board", "熨斗熨板", "ironing|挂烫机|熨衣", ""),
        ("adapter", "Plug adapter", "转换插头", "converter|socket|转换器|插座", ""),
        ("yoga-mat", "Yoga mat", "瑜伽垫", "yoga|mat|瑜伽", ""),
        ("shaving-kit", "Shaving kit", "剃须套装", "razor|剃须刀|刮胡刀", ""),
        ("flowers", "Fresh flowers", "鲜花", "flower|bouquet|插花", ""),
        ("fruit", "Fruit instead of sweets", "水果代替甜点", "fruit plate|水果盘|不要甜点", ""),
    ],
    "drinks": [
        ("longjing-tea", "Longjing tea", "龙井茶", "dragon well|green tea|龙井|绿茶|明前", ""),
        ("puer-tea", "Pu'er tea", "普洱茶", "pu-erh|pu er|普洱|熟普", ""),
        ("black-tea", "Black tea", "红茶", "english breakfast|earl grey|正山小种", ""),
        ("herbal-tea", "Herbal tea", "花草茶", "chamomile|mint tea|菊花茶|洋甘菊", ""),
        ("coffee", "Coffee", "咖啡", "espresso|americano|flat white|美式|拿铁", ""),
        ("decaf", "Decaffeinated coffee", "低因咖啡", "decaf|no caffeine|无咖啡因", ""),
        ("oat-milk", "Oat milk", "燕麦奶", "plant milk|oatly|植物奶", ""),
        ("sparkling-water", "Sparkling water", "气泡水", "soda water|fizzy|苏打水", ""),
        ("still-room-temperature", "Water without ice", "不加冰的水", "no ice|常温水|去冰", ""),
        ("red-wine", "Red wine", "红葡萄酒", "wine|cabernet|红酒", ""),
        ("white-wine", "White wine", "白葡萄酒", "chardonnay|riesling|白葡萄|干白", ""),
        ("port-wine", "Port wine", "波特酒", "porto|port|钵酒", ""),
        ("whisky", "Whisky", "威士忌", "scotch|single malt|威士忌酒", ""),
        ("beer", "Beer", "啤酒", "lager|draught|精酿", ""),
        ("no-alcohol", "No alcohol", "不饮酒", "teetotal|non-alcoholic|不喝酒|戒酒", ""),
    ],
    "dining": [
        ("window-table", "Window table", "靠窗座位", "by the window|窗边|靠窗", ""),
        ("private-dining", "Private dining room", "包间", "private room|包厢|雅间", ""),
        ("quiet-table", "Quiet table", "安静座位", "corner table|角落|僻静", ""),
        ("terrace-table", "Table on the terrace", "露台座位", "outside|al fresco|户外座位", ""),
        ("room-service", "Often uses room service", "常用客房送餐", "in-room dining|送餐|房内用餐", ""),
        ("high-chair", "High chair", "儿童餐椅", "baby chair|宝宝椅", ""),
    ],
    "reading": [
        ("financial-press", "Financial press", "财经报刊", "financial times|caixin|财经杂志|第一财经", ""),
        ("local-newspaper", "Local newspaper", "本地报纸", "daily paper|newspaper|都市报|日报", ""),
        ("english-newspaper", "English-language newspaper", "英文报纸", "new york times|china daily|英文报", ""),
        ("art-magazines", "Art and design magazines", "艺术与设计杂志", "design|magazine|设计杂志", ""),
        ("childrens-books", "Children's books", "儿童读物", "picture books|绘本|童书", ""),
    ],
    "family": [
        ("travels-with-baby", "Travels with a baby", "携婴儿", "infant|toddler|宝宝|婴儿", ""),
        ("travels-with-children", "Travels with children", "携儿童", "kids|family|带孩子|亲子", ""),
        ("travels-with-parents", "Travels with parents", "携父母", "elderly|grandparents|带老人|长辈", ""),
        ("travels-with-pet", "Travels with a pet", "携宠物", "dog|cat|带狗|宠物", ""),
        ("kids-club", "Uses the children's club", "常去儿童乐园", "playground|kids club|儿童乐园", ""),
    ],
    "interest": [
        ("golf", "Golf", "高尔夫", "tee time|golf course|打球|球场", ""),
        ("hiking", "Hiking", "徒步", "walking|trekking|登山|爬山", ""),
        ("cycling", "Cycling", "骑行", "bike|bicycle|自行车", ""),
        ("tea-culture", "Tea culture", "茶文化", "tea garden|茶园|茶艺", ""),
        ("wine-tasting", "Wine tasting", "品酒", "winery|tasting|酒庄", ""),
        ("photography", "Photography", "摄影", "photo|camera|拍照", ""),
        ("museums", "Museums and history", "博物馆与历史", "history|heritage|历史|古迹", ""),
        ("live-music", "Live music", "现场音乐", "jazz|concert|fado|音乐会|爵士", ""),
        ("shopping", "Shopping", "购物", "outlets|boutiques|逛街|商场", ""),
        ("local-food", "Local food", "本地美食", "street food|cooking class|小吃|美食", ""),
    ],
    "wellness": [
        ("swims", "Swims daily", "每天游泳", "pool|swimming|泳池|晨泳", ""),
        ("gym", "Uses the gym", "健身", "fitness|workout|健身房|跑步机", ""),
        ("running", "Runs outdoors", "户外跑步", "jogging|running route|晨跑|夜跑", ""),
        ("massage", "Likes a massage", "喜欢按摩", "spa|deep tissue|推拿|按摩", ""),
        ("female-therapist", "Prefers a female therapist", "偏好女技师", "female masseuse|女技师", ""),
        ("sauna", "Sauna", "桑拿", "steam|hammam|蒸房|汗蒸", ""),
    ],
    "transport": [
        ("airport-transfer", "Airport transfer", "机场接送", "pick-up|limousine|接机|送机", ""),
        ("station-transfer", "Station transfer", "车站接送", "train|railway|高铁站|接站", ""),
        ("parking", "Parking space", "停车位", "car park|garage|车位|自驾", ""),
        ("electric-car", "Charges an electric car", "电动车充电", "ev charging|tesla|充电桩", ""),
        ("own-driver", "Comes with a driver", "自带司机", "chauffeur|司机房|司机", ""),
        ("late-arrival", "Usually arrives late", "通常较晚抵店", "late check-in|after 22:00|晚到|深夜到店", ""),
    ],
    "service": [
        ("express-check-in", "Quick, without small talk", "快速办理，少寒暄", "fast|efficient|快速入住|赶时间", ""),
        ("likes-conversation", "Likes a chat", "喜欢聊天", "talkative|friendly|健谈", ""),
        ("formal-address", "Formal address", "正式称呼", "title|doctor|professor|尊称|教授", ""),
        ("invoice-company", "Invoice to the company", "开公司发票", "vat invoice|fapiao|专票|发票", ""),
        ("late-check-out", "Often asks for late check-out", "常需延迟退房", "late departure|晚退房", ""),
        ("early-check-in", "Often asks for early check-in", "常需提前入住", "early arrival|早到", ""),
        ("mandarin-speaking", "Served in Mandarin", "普通话服务", "chinese speaking staff|中文服务", ""),
        ("english-speaking", "Served in English", "英语服务", "english speaking staff|英文服务", ""),
    ],
    "price": [
        ("price-sensitive", "Compares prices", "价格敏感", "budget|discount|优惠|特价", ""),
        ("price-insensitive", "Pays for comfort", "重体验轻价格", "premium|upgrade|升级|不在意价格", ""),
        ("likes-packages", "Books packages", "偏好套餐", "package|bundle|套餐|打包价", ""),
    ],
}

NOTICES = {
    "marketing": (
        (
            "May we send you offers and news of our hotels? You choose the channel, and one word from you or one click "
            "ends it at any time. We do not pass your address on to anybody for their advertising."
        ),
        (
            "我们可以向您发送酒店的优惠与资讯吗？渠道由您选择，您可随时以一句话或一次点击退订。"
            "我们不会将您的联系方式提供给他人用于广告。"
        ),
    ),
    "surveys": (
        (
            "May we ask you after a stay how it was? Answering takes two minutes, is voluntary, and is read by people "
            "who can put things right. You may withdraw this consent at any time."
        ),
        "离店后，我们可以请您谈谈入住感受吗？约需两分钟，完全自愿，由能解决问题的人员阅读。您可随时撤回同意。",
    ),
    "profiling": (
        (
            "May we use your stays and wishes to suggest what may suit you? You can see what we keep, have it corrected "
            "or deleted, and switch suggestions off; you then get the same general offers as everybody."
        ),
        (
            "我们可以根据您的入住记录与偏好为您推荐吗？您可以查阅、更正或删除我们保存的信息，也可以关闭推荐，"
            "届时您将收到与其他客人相同的一般性优惠。"
        ),
    ),
    "sensitive": (
        (
            "May we keep what you tell us about your health or belief, for example an allergy or a religious diet, so "
            "that our staff can look after you? It is needed for nothing else, is stored under a key of its own, seen "
            "only by staff who serve you, and deleted when you ask. Without your consent we do not keep it."
        ),
        (
            "为了照顾好您，我们可以保存您告知的健康或信仰信息（例如过敏、宗教饮食）吗？"
            "此类信息仅用于为您服务，单独加密保存，仅服务您的员工可见，并可应您的要求删除。未经您单独同意，我们不会保存。"
        ),
    ),
}
VALID_FROM = date(2025, 1, 1)


def add(apps: Any, _schema_editor: Any) -> None:
    categories = add_categories(apps.get_model("guests", "TagCategory"))
    tag = apps.get_model("guests", "Tag")
    for category, rows in TAGS.items():
        for code, name_en, name_zh, synonyms, flags in rows:
            values = {
                "category": categories[category],
                "name_en": name_en,
                "name_zh": name_zh,
                "synonyms": synonyms.split("|"),
                "is_sensitive": SENSITIVE in flags.split(),
                "is_alert": ALERT in flags.split(),
            }
            tag.objects.get_or_create(code=code, defaults=values)
    notice = apps.get_model("guests", "Notice")
    for purpose, (text_en, text_zh) in NOTICES.items():
        values = {"text_en": text_en, "text_zh": text_zh, "valid_from": VALID_FROM}
        notice.objects.get_or_create(purpose=purpose, version=1, defaults=values)


def add_categories(category: Any) -> dict[str, Any]:
    rows = {}
    for place, (code, (icon, name_en, name_zh, departments)) in enumerate(CATEGORIES.items(), start=1):
        values = {
            "icon": icon,
            "name_en": name_en,
            "name_zh": name_zh,
            "order": place * 10,
            "departments": departments.split(),
        }
        rows[code], _created = category.objects.get_or_create(code=code, defaults=values)
    return rows


class Migration(migrations.Migration):
    dependencies = [("guests", "0001_guests")]

    # Going back keeps the rows: guests may refer to them by then.
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
