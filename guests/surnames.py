"""How Chinese surnames are read, where the dictionary would guess wrong, and which have two characters.

The first reading is the one shown; a name is found by every reading given here. Next door: ``names.py``.
"""


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Each entry is the characters, then syllables or readings, up to the next comma."""
    words = (entry.split() for entry in text.split(","))
    return {characters: tuple(readings) for characters, *readings in words}


# Characters whose reading as a surname differs from their usual one, or is not the same for every family.
SINGLE = _table("""
单 shàn, 單 shàn, 曾 zēng, 解 xiè jiě, 仇 qiú chóu, 查 zhā, 盖 gě gài, 蓋 gě gài, 区 ōu qū, 區 ōu qū,
任 rén, 朴 piáo pǔ, 覃 qín tán, 翟 zhái dí, 缪 miào móu, 繆 miào móu, 宁 nìng níng, 甯 nìng níng,
寧 níng nìng, 乐 yuè lè, 樂 yuè lè, 秘 bì mì, 冼 xiǎn, 逄 páng, 尹 yǐn, 华 huà huá, 華 huà huá,
纪 jǐ jì, 紀 jǐ jì, 燕 yān yàn, 应 yīng, 應 yīng, 于 yú, 员 yùn yuán, 員 yùn yuán, 贠 yùn,
洗 xiǎn xǐ, 折 shé zhé, 黑 hè hēi, 种 chóng zhǒng, 召 shào zhào, 郇 xún huán, 繁 pó fán,
晟 chéng shèng, 过 guō guò, 過 guō guò, 哈 hǎ hā, 隗 wěi kuí, 佴 nài, 么 yāo me, 幺 yāo, 能 nài néng,
阚 kàn, 闞 kàn, 都 dū, 车 chē, 車 chē, 尉 wèi yù, 那 nā nà, 郗 xī chī, 郄 qiè xì, 褚 chǔ, 柏 bǎi bó,
薄 bó, 重 chóng, 訾 zī, 庹 tuǒ, 撒 sǎ, 撖 hàn, 殳 shū, 眭 suī, 祭 zhài, 盛 shèng, 石 shí, 卜 bǔ,
臧 zāng, 藏 zāng cáng, 葛 gě, 谌 chén shèn, 諶 chén shèn, 沈 shěn, 瞿 qú, 芮 ruì, 舍 shè, 参 shēn,
呙 guō, 曲 qū, 强 qiáng, 牟 mù móu, 难 nìng nán, 粘 nián zhān, 宓 mì fú, 相 xiàng, 行 xíng háng,
长 cháng zhǎng, 省 xǐng, 句 gōu, 勾 gōu, 占 zhān, 莘 shēn xīn, 鲜 xiān, 俞 yú, 喻 yù, 肖 xiāo,
费 fèi bì, 費 fèi bì, 娄 lóu, 吕 lǚ, 呂 lǚ, 闾 lǘ, 尧 yáo, 仉 zhǎng, 乜 niè, 陆 lù, 陸 lù, 叶 yè,
葉 yè, 贾 jiǎ, 賈 jiǎ, 万 wàn, 佟 tóng, 景 jǐng, 戚 qī, 谷 gǔ, 丁 dīng, 傅 fù
""")

# Surnames of two characters (and one of four), syllable by syllable.
COMPOUND = _table("""
欧阳 ōu yáng, 歐陽 ōu yáng, 司马 sī mǎ, 司馬 sī mǎ, 上官 shàng guān, 诸葛 zhū gě, 諸葛 zhū gě,
东方 dōng fāng, 東方 dōng fāng, 皇甫 huáng fǔ, 尉迟 yù chí, 尉遲 yù chí, 公孙 gōng sūn,
公孫 gōng sūn, 慕容 mù róng, 长孙 zhǎng sūn, 長孫 zhǎng sūn, 宇文 yǔ wén, 司徒 sī tú, 令狐 líng hú,
夏侯 xià hóu, 轩辕 xuān yuán, 端木 duān mù, 百里 bǎi lǐ, 呼延 hū yán, 南宫 nán gōng, 南宮 nán gōng,
独孤 dú gū, 獨孤 dú gū, 澹台 tán tái, 澹臺 tán tái, 闻人 wén rén, 聞人 wén rén, 万俟 mò qí,
萬俟 mò qí, 赫连 hè lián, 赫連 hè lián, 淳于 chún yú, 单于 chán yú, 太史 tài shǐ, 申屠 shēn tú,
公羊 gōng yáng, 仲孙 zhòng sūn, 钟离 zhōng lí, 鍾離 zhōng lí, 鲜于 xiān yú, 闾丘 lǘ qiū,
亓官 qí guān, 司寇 sī kòu, 司空 sī kōng, 子车 zǐ jū, 颛孙 zhuān sūn, 拓跋 tuò bá, 夹谷 jiá gǔ,
宰父 zǎi fǔ, 谷梁 gǔ liáng, 段干 duàn gān, 左丘 zuǒ qiū, 东郭 dōng guō, 南门 nán mén, 西门 xī mén,
西門 xī mén, 濮阳 pú yáng, 濮陽 pú yáng, 公冶 gōng yě, 太叔 tài shū, 宗政 zōng zhèng,
公良 gōng liáng, 第五 dì wǔ, 梁丘 liáng qiū, 乐正 yuè zhèng, 樂正 yuè zhèng, 漆雕 qī diāo,
巫马 wū mǎ, 壤驷 rǎng sì, 公西 gōng xī, 羊舌 yáng shé, 微生 wēi shēng, 贺兰 hè lán, 纳兰 nà lán,
納蘭 nà lán, 完颜 wán yán, 爱新觉罗 ài xīn jué luó, 叶赫 yè hè, 呼和 hū hé, 哥舒 gē shū,
东野 dōng yě, 相里 xiàng lǐ
""")

# Characters that parents read one way and dictionaries another: a given name is found by either.
GIVEN_ALSO = _table("""
茜 xī, 乐 yuè, 樂 yuè, 柏 bó, 晟 chéng, 朝 zhāo, 长 cháng, 行 háng, 莘 xīn, 隽 juàn, 雋 juàn,
重 chóng, 盛 chéng, 颉 xié, 炅 guì, 单 shàn, 曾 céng, 露 lù, 传 chuán
""")
