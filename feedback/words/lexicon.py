"""What we know of words before any review is read: the model starts from here, and learns from there.

The labelled reviews that can be had are old and few; praise and scorn that they hardly know are here, as are emoji.
"""


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


# What turns the words after it round.
NEGATIONS = words(
    "not no never without neither nor none nobody nothing cannot cant dont doesnt didnt isnt wasnt werent wont "
    "wouldnt couldnt hardly barely lacked lacking"
)

# Words that say nothing about liking. The reviews to learn from come without them; a pair is of the words left.
FUNCTION_WORDS = words(
    "a about above across after again all almost along also always am among an and any anyone anything are around as "
    "at be became because been before behind being below beside besides between both but by can could did do does "
    "doing done due during each either else etc even ever every everyone everything few for from further had has have "
    "having he hence her here hers him his how i if in indeed into is it its itself just last latter least less ll ma "
    "many may me might mine more moreover most mostly much must my myself next now of off often on once one only onto "
    "or other others our ours out over own part per perhaps put quite rather re really s same see seem seemed seems "
    "several shall she should since so some someone something still such t than that the their them then there these "
    "they this those though through throughout thru thus to together too toward towards under until up upon us ve "
    "very via was we were what whatever when where whereas whether which while who whole whom whose why will with "
    "within would yet you your yours m d im ive id"
)

# Given names, by which reviews in English speak of staff: neither learned from nor shown in a cloud.
GIVEN_NAMES = words(
    "aaron adam adrian adrienne alan albert alejandro alex alexander alice alicia amanda amber amy ana andrea andrew "
    "angela anna anne anthony antonio ashley austin barbara ben benjamin beth betty bob brandon brenda brian bruce "
    "bryan carl carla carlos carmen carol caroline carolyn catherine cathy charles cheryl chris christian christina "
    "christine christopher cindy claire cynthia daniel daniela david deborah denise dennis derek diana diane diego "
    "donald donna dorothy douglas edward elena elizabeth ellen emily emma eric erica ethan eva evelyn felix fernando "
    "francisco frank fred gary george gerald gloria greg gregory hannah harold heather helen henry isabel jack jacob "
    "jacqueline james jamie jane janet jason javier jean jeff jeffrey jennifer jeremy jerry jesse jessica jim jimmy "
    "joan joe joel john johnny jonathan jorge jose joseph joshua joyce juan judith judy julia julie justin karen "
    "katherine kathleen kathy katie keith kelly ken kenneth kevin kim kimberly kyle larry laura lauren lawrence leo "
    "leon linda lisa louis lucas lucy luis manuel marco margaret maria marie mario mark martha martin mary matt "
    "matthew max megan melissa michael michelle miguel mike monica nancy natalie nathan nicholas nick nicole noah "
    "oliver olivia oscar pamela patricia patrick paul paula pedro peter philip rachel ralph raymond rebecca ricardo "
    "richard robert roberto roger ronald rosa roy russell ruth ryan sam samantha samuel sandra sara sarah scott sean "
    "sergio sharon shirley simon sofia sophie stephanie stephen steve steven susan teresa terry thomas tim timothy "
    "tina todd tom tony tracy tyler vanessa veronica victor victoria vincent virginia walter wes wayne william zachary"
)

GOOD: dict[str, str] = {
    "zh": (
        "不错 很好 满意 舒适 舒服 干净 整洁 热情 周到 亲切 友好 友善 贴心 温馨 细心 耐心 专业 礼貌 方便 便利 安静 "
        "宽敞 明亮 丰富 美味 好吃 可口 实惠 划算 超值 值得 推荐 喜欢 完美 优秀 一流 精致 豪华 漂亮 惊喜 赞 棒 给力 "
        "点赞 好评 良心 首选 放心 愉快 感谢 难忘 绝绝子 种草 宝藏 高级感"
    ),
    "en": (
        "good great excellent wonderful perfect lovely amazing fantastic beautiful fabulous superb outstanding "
        "awesome brilliant delicious tasty friendly helpful polite kind courteous attentive welcoming professional "
        "clean spotless tidy comfortable comfy cozy cosy quiet peaceful spacious convenient pleasant enjoyable "
        "enjoyed love loved liked recommend recommended recommendable best nice happy satisfied impressed impressive "
        "gorgeous charming elegant modern delightful efficient prompt fresh generous immaculate memorable superior "
        "thoughtful affordable reasonable heaven exceptional flawless thanks thank bargain yyds"
    ),
}
BAD: dict[str, str] = {
    "zh": (
        "差劲 很差 太差 极差 失望 糟糕 脏 吵 破 旧 陈旧 老旧 破旧 简陋 难吃 难闻 异味 霉味 臭 发霉 蟑螂 蚊子 虫子 "
        "头发 恶心 恶劣 冷漠 冷淡 不满 不爽 不便 不干净 不好 不行 不值 不推荐 不会再 不方便 不舒服 不卫生 不隔音 投诉 "
        "垃圾 骗 坑 黑店 敷衍 推诿 傲慢 后悔 郁闷 生气 气愤 无语 嘈杂 噪音 坏了 漏水 堵 太贵 偏贵 离谱 受不了 踩雷 "
        "避雷 拔草 劝退 翻车 踩坑 避坑 差评 一般般 不耐烦 再也不"
    ),
    "en": (
        "bad poor terrible horrible awful worst worse dirty filthy disgusting gross smelly stinky smell stained noisy "
        "loud rude unfriendly unhelpful impolite arrogant dismissive ignored disappointed disappointing "
        "disappointment broken old outdated dated shabby worn rundown cockroach cockroaches roach bugs bedbugs mold "
        "mould moldy mouldy musty uncomfortable overpriced expensive ripoff avoid nightmare complain complained "
        "complaint refused slow cold leak leaking leaked dusty cramped tiny unacceptable mediocre bland stale unsafe "
        "scam appalling dreadful unpleasant lousy regret annoying unprofessional inedible tasteless hair ants shame "
        "waste ruined unclean"
    ),
}
GOOD_SIGNS = "😀😃😄😁😆😊☺🙂😍🥰😘😋😎🤩🥳👍👏🙌💯❤💕💖💗💓♥🌹🎉✨🌟⭐😻👌🤗🙏💐"
BAD_SIGNS = "😞😔😟🙁☹😣😖😫😩😢😭😤😠😡🤬💔👎🤢🤮🤧😒😑😱💩🙄😰😨🪳🤦😓"
