"""Names of invented people, drawn as often as they occur: one Chinese in fourteen is a Wang, a Li or a Zhang.

Pure. Next door: ``people.py`` (who the people are).
"""

from dataclasses import dataclass
from random import Random
from typing import Final

# Surname and how many of ten thousand people bear it, after the census and name reports of recent years.
_CHINESE_SURNAMES: Final = """
王 720 李 718 张 677 刘 539 陈 453 杨 308 黄 220 赵 205 吴 200 周 189 徐 144 孙 143 马 129 朱 126 胡 120 郭 118 何 116
高 112 林 108 罗 100 郑 93 梁 84 谢 72 宋 70 唐 65 许 64 韩 63 冯 62 邓 60 曹 58 彭 57 曾 55 肖 54 田 52 董 50 袁 48
潘 47 于 46 蒋 45 蔡 44 余 43 杜 42 叶 41 程 41 苏 40 魏 40 吕 39 丁 38 任 37 沈 36 姚 35 卢 34 姜 34 崔 33 钟 32 谭 31
陆 30 汪 30 范 29 金 28 石 28 廖 27 贾 26 夏 26 韦 25 付 25 方 24 白 24 邹 23 孟 23 熊 22 秦 22 邱 21 江 21 尹 20 薛 20
闫 19 段 19 雷 18 侯 18 龙 17 史 17 陶 16 黎 16 贺 16 顾 15 毛 15 郝 15 龚 14 邵 14 万 14 钱 13 严 13 覃 13 武 12 戴 12
莫 12 孔 11 向 11 汤 11 常 10 温 10 康 10 施 9 文 9 牛 9 樊 9 葛 9 邢 9 安 8 齐 8 易 8 乔 8 伍 8 庞 8 颜 8 倪 8 庄 7
聂 7 章 7 鲁 7 岳 7 翟 6 殷 6 詹 6 申 6 欧 6 耿 6 关 6 兰 6 焦 5 俞 5 左 5 柳 5 甘 5 祝 5 包 5 宁 5 尚 5 符 5 舒 5 阮 5
欧阳 9 单 4 解 3 仇 2 查 3 上官 2 司马 2 诸葛 2 司徒 1 夏侯 1 尉迟 1 慕容 1 皇甫 1
"""
# One sign given alone.
_MALE_ONE: Final = "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建文峰毅锋亮昊博瑞轩晨翔"
_FEMALE_ONE: Final = "芳娜敏静丽艳娟霞秀英燕玲桂兰梅琳雪佳怡欣悦婷婉晴慧洁颖璐萍红倩莹蕾薇瑶媛岚蓉菲"
# First and second sign of a name of two; the order is how usual they are.
_MALE_FIRST: Final = "建志文国明俊子海永晓家宇浩思嘉振天伟世正少立宏泽承一鸿云景德光成兴东春金玉书启修弘亦新长瑞绍耀广"
_MALE_SECOND: Final = (
    "华军平明强伟杰辉林峰文国涛鹏斌宇轩然泽浩博远航驰豪毅恒翔阳宁晨铭源睿哲安成森凯昊霖尧骏琛锐诚谦朗烨"
)
_FEMALE_FIRST: Final = "晓雨思梦佳雅诗欣子淑婉美丽秀玉月春海文静慧若心可语一紫芷书嘉依巧悦清云采素芸柔安如乐舒念凌沁映"
_FEMALE_SECOND: Final = "婷琳怡涵芳萍华英玲娟霞敏丽红燕梅洁颖莹雪晴瑶欣悦妍彤琪薇蕾蓉慧然珊媛岚菲娜宁桐萱月兰馨雯璇舒溪"

_WESTERN: Final = {
    "PT": (
        (
            "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves Gomes "
            "Lopes Marques Alves Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes Nunes Soares "
            "Vieira Monteiro Cardoso Rocha Neves Coelho Cruz Cunha Pires Ramos Reis Simões Antunes Matos "
            "Fonseca Machado Araújo Barbosa Tavares Lourenço Castro Figueiredo Azevedo Freitas Magalhães "
            "Henriques Brandão"
        ),
        (
            "João Francisco Afonso Tomás Duarte Miguel Gonçalo Rodrigo Pedro António José Rui Tiago André "
            "Luís Ricardo Paulo Nuno Bruno Diogo Martim Vasco Hugo Jorge Carlos Manuel Gustavo Simão Henrique "
            "Filipe"
        ),
        (
            "Maria Leonor Matilde Carolina Beatriz Inês Ana Mariana Sofia Marta Rita Joana Catarina Francisca "
            "Clara Teresa Helena Sara Margarida Isabel Filipa Patrícia Sílvia Cláudia Mónica Luísa Diana "
            "Raquel Alice Conceição"
        ),
    ),
    "GB": (
        (
            "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker "
            "White Roberts Green Hall Wood Jackson Clarke Featherstone Whitfield Hughes Edwards Harris Lewis "
            "Turner Hill Cooper Ward Morris Moore Clark Lee King Baker Harrison Morgan Allen James Scott "
            "Phillips Watson Davis Parker Price Bennett Young Griffiths Mitchell Kelly Cook Carter Richardson "
            "Bailey Collins Bell Shaw Murphy O'Brien O'Connor Campbell Stewart Murray Fraser MacDonald "
            "Ashworth Pemberton Hargreaves"
        ),
        (
            "Oliver George Harry Noah Jack Charlie Jacob Alfie Freddie Oscar Thomas William James Henry "
            "Edward Samuel Daniel Joseph Benjamin Alexander Matthew Adam Robert Andrew Paul Mark Stephen "
            "Peter Simon Graham"
        ),
        (
            "Olivia Amelia Isla Ava Emily Sophia Grace Mia Poppy Ella Lily Charlotte Anna Emma Sarah Laura "
            "Rebecca Hannah Victoria Elizabeth Catherine Jessica Claire Helen Fiona Rachel Lucy Alice Eleanor "
            "Margaret"
        ),
    ),
    "DE": (
        (
            "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer "
            "Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange "
            "Schmitt Werner Krause Lehmann Köhler Maier Huber Kaiser Fuchs Lang Scholz Weiß Jung Hahn Vogel "
            "Keller Günther Berger Winkler Roth Beck Lorenz Baumann Franke Böhm Voß Jäger Groß"
        ),
        (
            "Lukas Leon Finn Paul Jonas Elias Felix Maximilian Ben Noah Michael Thomas Andreas Stefan "
            "Christian Markus Matthias Jürgen Klaus Tobias Florian Sebastian Jan Dirk Uwe Jörg Martin Philipp "
            "Karl Björn"
        ),
        (
            "Emma Mia Hannah Sophia Lina Emilia Marie Lena Anna Clara Julia Katharina Sabine Petra Susanne "
            "Monika Andrea Claudia Nicole Stefanie Christina Birgit Heike Ulrike Franziska Johanna Greta "
            "Ingrid Jana Käthe"
        ),
    ),
    "FR": (
        (
            "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre "
            "Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent "
            "Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Perrin "
            "Clément Morin Lévêque Noël"
        ),
        (
            "Gabriel Léo Raphaël Louis Jules Adam Lucas Hugo Arthur Nathan Paul Thomas Antoine Pierre Nicolas "
            "Julien Mathieu François Olivier Philippe Étienne Benoît Sébastien Jérôme Guillaume"
        ),
        (
            "Jade Louise Emma Alice Ambre Lina Rose Chloé Léa Mila Camille Manon Inès Zoé Juliette Sophie "
            "Claire Céline Aurélie Hélène Isabelle Nathalie Élodie Françoise Mathilde"
        ),
    ),
    "ES": (
        (
            "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz "
            "Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez "
            "Ramos Gil Ramírez Serrano Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín "
            "Sanz Núñez Iglesias"
        ),
        (
            "Hugo Mateo Martín Lucas Leo Daniel Alejandro Manuel Pablo Álvaro Adrián David Mario Javier "
            "Carlos Antonio José Jesús Miguel Rafael Fernando Sergio Jorge Ignacio Íñigo"
        ),
        (
            "Lucía Sofía Martina María Julia Paula Valeria Emma Daniela Carla Alba Noa Carmen Sara Laura "
            "Elena Marta Cristina Ana Pilar Rosa Teresa Beatriz Nuria Begoña"
        ),
    ),
    "IT": (
        (
            "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa "
            "Mancini Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara "
            "Galli Martini"
        ),
        (
            "Leonardo Francesco Alessandro Lorenzo Mattia Andrea Gabriele Riccardo Tommaso Davide Giuseppe "
            "Marco Luca Giovanni Antonio Roberto Stefano Paolo Niccolò Matteo"
        ),
        (
            "Sofia Giulia Aurora Alice Ginevra Emma Giorgia Greta Beatrice Anna Chiara Sara Francesca Martina "
            "Elisa Valentina Laura Paola Silvia Federica"
        ),
    ),
    "US": (
        (
            "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez "
            "Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris "
            "Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill "
            "Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Kowalski Petersen "
            "Olsen"
        ),
        (
            "Liam Noah Oliver James Elijah William Henry Lucas Benjamin Theodore Michael David Christopher "
            "Joshua Andrew Ryan Brandon Tyler Kevin Eric Jason Scott Gregory Kenneth Patrick"
        ),
        (
            "Olivia Emma Charlotte Amelia Sophia Isabella Ava Mia Evelyn Luna Jennifer Jessica Amanda Melissa "
            "Stephanie Nicole Heather Elizabeth Megan Michelle Kimberly Amy Angela Karen Susan"
        ),
    ),
    "JP": (
        (
            "Sato Suzuki Takahashi Tanaka Ito Watanabe Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki "
            "Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Saito Mori Abe Ikeda Hashimoto Ogawa Ishikawa "
            "Maeda Fujita Okada Goto"
        ),
        (
            "Haruto Yuto Sota Yuki Hayato Haruki Ryusei Koki Sora Kenji Takashi Hiroshi Kazuya Daisuke Takuya "
            "Kenta Shota"
        ),
        "Yui Rio Hina Sakura Aoi Rin Akari Yuna Misaki Nanami Yoko Keiko Naoko Tomoko Mayumi Ayumi Emi",
    ),
    "KR": (
        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong",
        ("Min-jun Seo-jun Do-yun Ye-jun Si-woo Ha-jun Ji-ho Jun-seo Sung-min Jae-hyun Dong-hyun Hyun-woo Young-ho"),
        ("Seo-yeon Seo-yun Ji-woo Ha-eun Min-seo Soo-ah Ji-min Yoon-seo Eun-ji Hye-jin Ji-young Soo-jin Mi-kyung"),
    ),
}
LANGUAGES: Final = {
    "CN": "zh-hans",
    "PT": "pt",
    "GB": "en",
    "US": "en",
    "DE": "de",
    "FR": "fr",
    "ES": "es",
    "IT": "it",
    "JP": "ja",
    "KR": "ko",
}
_MIDDLE: Final = 0.14  # of Western people go by two given names
_DOUBLE: Final = 0.05  # of them bear two family names, with a hyphen where that is usual
_ONE_SIGN: Final = 0.16  # of Chinese given names


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its own script."""

    family: str
    given: str


def _pool(text: str) -> tuple[str, ...]:
    """Each word as often as its number says, so that a draw is one look-up."""
    words = text.split()
    return tuple(word for word, times in zip(words[::2], words[1::2], strict=True) for _ in range(int(times)))


def _falling(signs: str | list[str]) -> tuple[str, ...]:
    """The earlier ones more often than the later ones."""
    return tuple(sign for place, sign in enumerate(signs) for _ in range(1 + 120 // (place + 6)))


_SURNAMES = _pool(_CHINESE_SURNAMES)
_ONE = {"M": _falling(_MALE_ONE), "F": _falling(_FEMALE_ONE)}
_FIRST = {"M": _falling(_MALE_FIRST), "F": _falling(_FEMALE_FIRST)}
_SECOND = {"M": _falling(_MALE_SECOND), "F": _falling(_FEMALE_SECOND)}
_FAMILIES = {country: _falling(words.split()) for country, (words, _m, _f) in _WESTERN.items()}
_GIVEN = {
    (country, gender): _falling(words.split())
    for country, (_families, male, female) in _WESTERN.items()
    for gender, words in (("M", male), ("F", female))
}


def draw(random: Random, country: str, gender: str, family: str = "") -> Name:
    """A name as people of `country` (ISO code) have it; `family` keeps that of a relative."""
    if country == "CN":
        return Name(family or _one(random, _SURNAMES), _chinese_given(random, gender))
    given = _one(random, _GIVEN[country, gender])
    if random.random() < _MIDDLE:
        given = f"{given} {_one(random, _GIVEN[country, gender])}"
    return Name(family or _western_family(random, country), given)


def _chinese_given(random: Random, gender: str) -> str:
    if random.random() < _ONE_SIGN:
        return _one(random, _ONE[gender])
    return _one(random, _FIRST[gender]) + _one(random, _SECOND[gender])


def _western_family(random: Random, country: str) -> str:
    family = _one(random, _FAMILIES[country])
    iberian = country in {"PT", "ES"}
    if random.random() < (_DOUBLE * 6 if iberian else _DOUBLE):
        return f"{family}{' ' if iberian else '-'}{_one(random, _FAMILIES[country])}"
    return family


def _one(random: Random, pool: tuple[str, ...]) -> str:
    return pool[int(random.random() * len(pool))]
