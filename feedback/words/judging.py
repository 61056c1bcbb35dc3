"""The judgement of a text: good, bad or neither, as a whole and piece by piece."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .features import features
from .leaning import leaning
from .model import Model, score, shipped
from .reading import Piece, pieces

ANY = "en"  # whose model reads faces (👍), in whatever language they stand
NEITHER = 0.2  # what scores nearer to 0 is called neither good nor bad
LEARNED, LEANING = 0.5, 0.7  # a sentence is judged by the model of whole reviews and, more, by its own words
FEW = 12  # characters: a text as short as this says no more than its one sentence
LEANING_OF_ALL = 0.25  # a text by the model, and a little by how its sentences lean


@dataclass(frozen=True)
class Sentence:
    """A piece of a text: ``text[start:end]``. `mood` is -1, 0 or 1; `score` from -1 (bad) to 1 (good)."""

    start: int
    end: int
    language: str
    topics: tuple[str, ...]
    mood: int
    score: float


@dataclass(frozen=True)
class Judged:
    """What a text says. `language` is ``zh``, ``en`` or empty, of which only faces (👍) are read."""

    language: str
    mood: int
    score: float
    sentences: tuple[Sentence, ...]


def judge(text: str, models: Mapping[str, Model] | None = None) -> Judged:
    """The mood of `text` and of its sentences, by the models that are shipped or by `models`.

    Takes any text, markup and all, and never raises for one; reads no more than its first 20,000 characters.
    """
    models = shipped() if models is None else models
    language, parts = pieces(text)
    read = [
        _Read(piece, features(piece.normal, piece.language), leaning(piece.normal, piece.language)) for piece in parts
    ]
    found = tuple(_sentence(one, models) for one in read)
    leaning_of_all = sum(one.leaning for one in read) / (len(read) + 1)
    whole = score(_learned(read, models) + LEANING_OF_ALL * leaning_of_all)
    if len(read) == 1 and len(read[0].piece.normal) <= FEW:
        whole = found[0].score
    return Judged(language, _mood(whole), whole, found)


@dataclass(frozen=True)
class _Read:
    """A piece, what a model looks at in it, and which way its words lean."""

    piece: Piece
    seen: set[str]
    leaning: float


def _sentence(one: _Read, models: Mapping[str, Model]) -> Sentence:
    piece, model = one.piece, models.get(one.piece.language or ANY)
    learned = model.margin(one.seen, bias=False) if model else 0.0
    own = score(LEARNED * learned + LEANING * one.leaning)
    return Sentence(piece.start, piece.end, piece.language, tuple(sorted(piece.topics)), _mood(own), own)


def _learned(read: Iterable[_Read], models: Mapping[str, Model]) -> float:
    """The margin of a text: of all its pieces of a language together; of two languages, each as much as there is."""
    seen: dict[str, set[str]] = {}
    for one in read:
        language = one.piece.language or ANY
        if one.seen and language in models:
            seen.setdefault(language, set()).update(one.seen)
    total = sum(map(len, seen.values()))
    return sum(models[language].margin(found) * len(found) / total for language, found in seen.items())


def _mood(score: float) -> int:
    if abs(score) < NEITHER:
        return 0
    return 1 if score > 0 else -1
