"""A text in pieces of one subject each: a sentence, or the part of it that speaks of other topics than the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from .language import Language, language_of
from .lexicon import BAD, GOOD
from .text import Span, clauses, normal, readable, sentences, turns
from .topics import Topics, mentions

_JUDGING = {language: frozenset((GOOD[language] + " " + BAD[language]).split()) for language in GOOD}
ONE_WORD = 1


@dataclass(frozen=True)
class Piece:
    """Where it is in the text as given, in what language, what it is about, and its words in normal form."""

    start: int
    end: int
    language: Language
    topics: Topics
    normal: str


def pieces(text: str) -> tuple[Language, list[Piece]]:
    """The language of the whole, and its pieces in order; what is in no language we read has no topics."""
    plain = readable(text)
    language = language_of(plain)
    return language, [piece for sentence in sentences(plain) for piece in _parts(plain, sentence, language)]


def _parts(plain: str, sentence: Span, language: Language) -> Iterator[Piece]:
    """Clauses are put together until one speaks of something else, or takes back what stood before it."""
    own = language and (language_of(plain[slice(*sentence)]) or language)
    held: Piece | None = None
    for clause in clauses(plain, sentence):
        piece = _piece(plain, clause, own)
        if held is None:
            held = piece
        elif _belong_together(held, piece, is_turn=turns(plain, clause)):
            held = Piece(held.start, piece.end, own, held.topics | piece.topics, f"{held.normal},{piece.normal}")
        else:
            yield held
            held = piece
    if held is not None:
        yield held


def _piece(plain: str, clause: Span, language: Language) -> Piece:
    start, end = clause
    text = normal(plain[start:end])
    found = [topics for _, topics in mentions(text, language)] if language else []
    return Piece(start, end, language, frozenset().union(*found), text)


def _belong_together(held: Piece, piece: Piece, *, is_turn: bool) -> bool:
    if is_turn:
        return False
    return (
        not piece.topics or not held.topics or piece.topics <= held.topics or _only_names(held) or _is_one_word(piece)
    )


def _only_names(piece: Piece) -> bool:
    """Whether it names its subjects and says nothing of them, as the beginning of a list does (房间、早餐都不错)."""
    words = [word for word, _ in mentions(piece.normal, piece.language)]
    if not words or any(word in _JUDGING[piece.language] for word in words):
        return False
    rest = piece.normal
    for word in words:
        rest = rest.replace(word, "", 1)
    return sum(char.isalpha() for char in rest) <= (0 if piece.language == "zh" else 4)


def _is_one_word(piece: Piece) -> bool:
    return piece.language == "en" and len(piece.normal.split()) <= ONE_WORD + piece.normal.strip().startswith("and ")
