"""Which way the words of one sentence lean, by a list of words, with negations turning what follows them.

Whole reviews teach what a guest thinks of the stay: 有点贵 stands in good reviews oftener than in bad ones, for who
is content says what was not perfect. In its own sentence it is a complaint all the same; this module reads it as one.
"""

import math
from collections.abc import Iterator

from .features import english_words, faces
from .lexicon import BAD, GOOD, NEGATIONS

_GOOD_CHINESE = (
    "好 新 近 美 快 大气 还可以 可以 还行 不错 蛮好 良好 到位 有优势 优势 有竞争力 便宜 低廉 优惠 免费 合理 值 值得 "
    "优越 优美 漂亮 别致 特色 幽静 清静 宁静 暖和 凉快 卫生 新鲜 正宗 齐全 齐备 完善 完备 先进 现代 流畅 高效 及时 "
    "迅速 主动 负责 用心 尽心 照顾 微笑 宽大 很大 挺大 蛮大 够大 较大 超大 极多 很多种 繁华 好找 交通便利 四通八达 "
    "太好 太美 太棒 太赞 太舒服 太方便 太满意 太喜欢 最好的 没问题 没有问题 没得说 没的说 没话说 没说的 无可挑剔 "
    "挑不出 还会来 还会再 还会住 还住 会再来 还会选 会继续 继续选 还来 性价比高 性价比很高 价格不高 不贵 不远 超值 "
    "便捷 享受 开心 高兴 温暖 香 甜 鲜 爽 牛 酷 顶级 高档 上档次 典雅 古典 气派 免费升 升级 赠送 送水果 水果"
)
_BAD_CHINESE = (
    "差 差了 较差 不足 欠缺 欠佳 有待 提高 改进 改善 加强 遗憾 可惜 美中不足 缺点 毛病 问题 麻烦 困难 难 难找 难受 "
    "难看 难喝 贵 太高 过高 偏高 很高的价 旧 老 老式 过时 落伍 陈旧 小了 太小 很小 较小 偏小 过小 巨小 狭小 窄 狭窄 "
    "拥挤 挤 暗 昏暗 阴暗 阴冷 潮 潮湿 冷 太冷 热死 闷 硬 太硬 软塌塌 塌 偏 偏僻 隐蔽 远 太远 较远 慢 太慢 少 太少 "
    "略少 单调 简单 单一 一般 一般化 马马虎虎 普通 凑合 勉强 招待所 有点 有些 了点 了些 了一点 略显 略有 稍 稍微 太 "
    "过于 响 大声 很大的声音 声音大 声音很大 声音特别大 漏 漏水 坏 坏的 停电 停水 停了 堵 破 烂 断 味道很重 有味 "
    "味道重 烟味 臭 苍蝇 老鼠 苦 痛 病 偷 失窃 被盗 丢 乱 杂 差不多就 上当 欺骗 骗人 骗 收费 加收 多收 涨价 只有 只能 "
    "只好 不得不 等了 等很久 半天 冰冷 冷冰冰 怠慢 不理 爱理不理 小气 抠门 拒绝 不承认 推脱 搞错 弄错 错误 误 忘 忘记 "
    "没人 无人 像样 噩梦 恐怖 可怕 吓 烦 晕 郁闷 不会再 再也不 千万不 不要住 不住 降低 下降 不如 大不如 缩水 名不副实 "
    "对不起 受不了 悲剧 无语 嘈杂 喧闹 吵 吵闹 施工 被吵 睡不 隔音 听得"
)
# In which the characters above mean something else, or nothing.
_NEITHER_CHINESE = (
    "好像 好象 好多 好几 最好能 最好 爱好 只好 好久 好不容易 新疆 新加坡 新街口 美国 美元 美食 美团 附近 最近 将近 "
    "远近 快餐 快捷 快递 愉快的 大快 可以说 可以免费 小姐 小时 小孩 小朋友 小心 小吃 小菜 大小 小区 小巷 老板 老公 "
    "老婆 老人 老师 老外 老客 老是 差不多 出差 差点 时差 价值 值班 总值 冷气 冷饮 偏偏 热水 多少 不少 至少 少见 减少 "
    "少爷 太太 太阳 太原 香港 牛排 牛奶 牛肉 水果店 问题不大 收费站 杂志 停车 停了车 一般都 一般来说 一般情况 "
    "忘记了吃 提高了 远处 永远 老城 甜品 新闻 重新 从新 鲜花 近年 不但 不仅 不管 不过 不论 不知 不知道 不同 不只 不光 "
    "不然 不得了 没想到 无线 无论 非常 别致 别墅 特别 别的 区别 分别 别人 无烟 好好 是不是 要不 不一会 不久 不断 不停 "
    "好吃的不多 响应 影响 潮流 困难的话 问题都 普通话 旧金山 难得 难忘 难怪 难道 香格里拉 凉快 暗示 断桥 苦笑 病人 "
    "听得到海 中央 未来 未必"
)
_TURNS_CHINESE = ("不是很", "不怎么", "不太", "不够", "没有", "不是", "不", "没", "无", "未", "别", "难以")
_REACH_CHINESE = 4  # characters: 没什么好吃的, 不是特别干净

_GOOD_ENGLISH = (
    "ok okay fine well decent adequate large big huge new free close short easy easily walkable handy warm hot safe "
    "secure secured fast quick super top favorite favourite ideal special kindly smile smiling attractive luxury "
    "luxurious upscale stylish classy fun fabulous terrific incredible unbelievable stunning spectacular happily "
    "pleased pleasantly comfort comforts deluxe soft smooth plush roomy expansive sized value worth cheap inexpensive "
    "fair hearty yummy tasty plentiful variety available understated beautifully nicely wow enjoy relaxing relaxed "
    "calm romantic unique charm treat treated bonus plus conveniently"
)
_BAD_ENGLISH = (
    "small tired lack lacks limited far hard noise hot stuffy damp dark dim dingy thin steep expensive pricey costly "
    "extra charge charged fee problem problems issue issues wrong fault worried worry wait waited waiting line lines "
    "crowded busy confusion confusing difficult impossible forced unable failed fail fails error mistake lost stolen "
    "lazy bothered bothersome annoyed annoyance unwelcome beware ick yuck sad sadly unfortunately inexcusable "
    "deceiving deceitful misleading fake lied lying unimpressive unimpressed average ordinary basic so-so low-rent "
    "cheap-looking older dump dumpy dive infestation bitten needs need renovation renovations remodel less never "
    "worse sick ill weak slow lukewarm"
)


def _table(good: str, bad: str, neither: str = "") -> dict[str, int]:
    return {**dict.fromkeys(neither.split(), 0), **dict.fromkeys(bad.split(), -1), **dict.fromkeys(good.split(), 1)}


_CHINESE = _table(
    f"{GOOD['zh']} {_GOOD_CHINESE} {GOOD['en']}", f"{BAD['zh']} {_BAD_CHINESE} {BAD['en']}", _NEITHER_CHINESE
)
_ENGLISH = _table(f"{_GOOD_ENGLISH} {GOOD['en']}", f"{_BAD_ENGLISH} {BAD['en']}")
_LONGEST = 6
_LACK = -0.5  # a negation that turns nothing round: 没有电梯, no lift
_REACH = 3  # words


def leaning(text: str, language: str) -> float:
    """Good words against bad ones of a normal `text`, by the root of how many there are; 0 when there are none."""
    signs = list(_chinese(text) if language == "zh" else _english(text) if language == "en" else ())
    signs += [1 if face == ":+" else -1 for face in faces(text)]
    return sum(signs) / math.sqrt(sum(map(abs, signs))) if signs else 0.0


def _chinese(text: str) -> Iterator[float]:
    at, turned = 0, 0  # for how many characters yet what comes is turned round
    while at < len(text):
        word = next((text[at : at + n] for n in range(_LONGEST, 0, -1) if text[at : at + n] in _CHINESE), "")
        if word:
            sign = _CHINESE[word]
            if sign:
                yield -sign if turned else sign
            turned = 0 if sign else max(0, turned - len(word))
            at += len(word)
            continue
        turn = next((turn for turn in _TURNS_CHINESE if text.startswith(turn, at)), "")
        left = _REACH_CHINESE if turn else max(0, turned - 1) if text[at].isalnum() else 0
        if turned and not left:
            yield _LACK
        turned = left
        at += len(turn) or 1
    if turned:
        yield _LACK


def _english(text: str) -> Iterator[float]:
    turned = 0
    for word in english_words(text.replace("n't", " not")):
        sign = _ENGLISH.get(word, 0)
        if sign:
            yield -sign if turned else sign
            turned = 0
        elif word in NEGATIONS:
            turned = _REACH
        elif turned:
            turned -= 1
            if not turned:
                yield _LACK
    if turned:
        yield _LACK
