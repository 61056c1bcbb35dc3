"""Which language a text is in: Chinese, English or one we do not read."""

import re
from typing import Literal

from .lexicon import BAD, FUNCTION_WORDS, GOOD, NEGATIONS, words
from .topic_words import ENGLISH
from .topics import singular

Language = Literal["zh", "en", ""]

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[^\W\d_\u2e80-\U000fffff]+(?:['’][a-z]+)*", re.IGNORECASE)
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\u3130-\u318f\uac00-\ud7a3]")
# Written alike in other languages of Europe.
_NOT_ONLY_ENGLISH = words(
    "a c d m t s in an am was will also her so on me no he once i as is us do does to per or more may such must over "
    "most are many if here it hotel restaurant bar parking spa double wifi taxi minibar studio excellent service "
    "internet ant ac tv far king bus lobby metro sauna computer conference hair bath gym block station area lift"
)
_ENGLISH = (
    FUNCTION_WORDS
    | NEGATIONS
    | {
        word
        for words in (GOOD["en"], BAD["en"], "small large big new old little bit hotel", *ENGLISH.values())
        for word in re.split("[, ]", words)
    }
) - _NOT_ONLY_ENGLISH
# The commonest words of the neighbours, none of them English.
_FOREIGN = words(
    "der das und ist sehr nicht ein eine mit für auf zu sich dem den von aber auch le les des est et une pour dans "
    "très tres avec pas mais du au sont était el los las es muy pero con por una del y estaba il di che è molto ma "
    "per della het een en van niet maar erg goed um uma não muito os mas na no och att det som inte var är ja yang "
    "dan di untuk"
) - {"no"}
# Of the words of a text. English has 0.3 and more, even without its function words seldom less than 0.1.
LEAST_SHARE = 0.07


def language_of(text: str) -> Language:
    """What most of `text` is written in: ``zh``, ``en`` or, for others and for no words at all, an empty string.

    A Chinese character says about as much as half an English word.
    """
    han, others, words = (len(pattern.findall(text)) for pattern in (_HAN, _OTHER_SCRIPT, _LATIN_WORD))
    if max(han, others) > 2 * words:
        return "zh" if han > others * 4 else ""
    spoken = [word.lower() for word in _LATIN_WORD.findall(text)]
    known = sum(word in _ENGLISH or singular(word) in _ENGLISH for word in spoken)
    foreign = sum(word in _FOREIGN for word in spoken)
    return "en" if known > foreign and known >= LEAST_SHARE * words else ""
