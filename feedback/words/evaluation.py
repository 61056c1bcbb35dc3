"""How good the judgement is: cross-validated, by the very way that a review goes in daily work.

Which part a review falls into is decided by its letters, so that the same words are never on both sides.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .judging import judge
from .labelled import Labelled, Reviews
from .model import LANGUAGES, Model
from .training import Counts, Example, Vocabulary, learn

FOLDS = 5
FEWEST = 50  # reviews of each kind, to learn a language from


@dataclass
class Outcome:
    """How the reviews of one file were judged. A score of exactly 0 agrees with nobody."""

    name: str
    left_out: Counter[str]
    languages: Counter[str] = field(default_factory=Counter)
    right: Counter[bool] = field(default_factory=Counter)  # by whether the review is good
    wrong: Counter[bool] = field(default_factory=Counter)
    neither: Counter[bool] = field(default_factory=Counter)  # judged neither good nor bad, right or wrong by their sign
    firm_right: int = 0  # those judged good or bad, and rightly
    by_fold: list[tuple[int, int]] = field(default_factory=list)  # right, of

    @property
    def n(self) -> int:
        """How many reviews were judged."""
        return self.right.total() + self.wrong.total()

    @property
    def accuracy(self) -> float:
        """Share of the reviews whose score has the right sign."""
        return self.right.total() / self.n

    @property
    def firm_accuracy(self) -> float:
        """Among those that are judged good or bad at all."""
        return self.firm_right / (self.n - self.neither.total())

    @property
    def floor(self) -> float:
        """What calling everything by the commoner label would reach."""
        good = self.right[True] + self.wrong[True]
        return max(good, self.n - good) / self.n


def cross_validate(files: Sequence[Reviews], folds: int = FOLDS) -> list[Outcome]:
    """Each file's reviews, judged by models of the reviews of all files that are in other folds."""
    vocabulary = Vocabulary()
    rows = list({row.key: row for reviews in files for row in reviews.rows}.values())
    parts: dict[str, list[list[Example]]] = defaultdict(lambda: [[] for _ in range(folds)])
    for row in rows:
        parts[row.language][_fold(row, folds)].append(vocabulary.example(row))
    models = _models(parts, vocabulary, folds)
    return [_outcome(reviews, models) for reviews in files]


def _fold(row: Labelled, folds: int) -> int:
    return int(row.key[:12], 16) % folds


def _models(parts: Mapping[str, list[list[Example]]], vocabulary: Vocabulary, folds: int) -> list[dict[str, Model]]:
    """For each fold the models that know nothing of it; a language with too few reviews has none."""
    models: list[dict[str, Model]] = [{} for _ in range(folds)]
    for language in LANGUAGES:
        everything = Counts.of(example for part in parts[language] for example in part)
        common = everything.common()  # what is rare among all is rare among some, so this tells nothing of a fold
        own = [[example.only(common) for example in part] for part in parts[language]]
        everything = Counts.of(example for part in own for example in part)
        for fold, left_out in enumerate(own):
            examples = [example for part in own if part is not left_out for example in part]
            good = sum(example.is_good for example in examples)
            if min(good, len(examples) - good) >= FEWEST:
                counts = everything.without(Counts.of(left_out))
                models[fold][language] = learn(examples, counts, vocabulary, language)
    return models


def _outcome(reviews: Reviews, models: Sequence[Mapping[str, Model]]) -> Outcome:
    outcome = Outcome(reviews.name, reviews.left_out)
    by_fold = [[0, 0] for _ in models]
    for row in reviews.rows:
        fold = _fold(row, len(models))
        judged = judge(row.text, models[fold])
        is_right = judged.score > 0 if row.is_good else judged.score < 0
        (outcome.right if is_right else outcome.wrong)[row.is_good] += 1
        outcome.neither[row.is_good] += judged.mood == 0
        outcome.firm_right += is_right and judged.mood != 0
        outcome.languages[judged.language] += 1
        by_fold[fold][0] += is_right
        by_fold[fold][1] += 1
    outcome.by_fold = [(right, of) for right, of in by_fold]
    return outcome
