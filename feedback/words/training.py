"""Learning the weights: a linear support vector machine over naive Bayes features, in plain Python.

After Wang and Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification" (ACL 2012): a feature
counts by the log of how much oftener it stands in good reviews than in bad ones. The machine is learned by dual
coordinate descent (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008), starting
from what the lexicon says of a word. Which features are kept is decided by the same reviews as the weights.
"""

import math
import random
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .features import features
from .labelled import Labelled
from .lexicon import BAD, GOOD
from .model import Model
from .reading import pieces

KEPT = {"zh": 30_000, "en": 12_000}  # features, for a file of some hundred kB
RAREST = 3  # a feature of fewer reviews is chance, and might be a name
PENALTY = 0.5  # C of the machine
ROUNDS = 5
SMOOTHING = 1.0
PRIOR = 1.0  # the weight of a word of the lexicon, before any review


@dataclass(frozen=True)
class Example:
    """The features of a review by number, and whether it is a good one."""

    found: "array[int]"
    is_good: bool

    def only(self, kept: set[int]) -> "Example":
        """With the features among `kept` alone."""
        return Example(array("i", filter(kept.__contains__, self.found)), self.is_good)


class Vocabulary:
    """Numbers for features."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def example(self, row: Labelled) -> Example:
        """`row` as its features, by number; new ones get the next number."""
        numbers, found = self.numbers, set[str]()
        for piece in pieces(row.text)[1]:
            if piece.language == row.language:
                found |= features(piece.normal, piece.language)
        return Example(array("i", [numbers.setdefault(one, len(numbers)) for one in sorted(found)]), row.is_good)


@dataclass
class Counts:
    """In how many good and in how many bad reviews each feature is."""

    good: Counter[int]
    bad: Counter[int]

    @classmethod
    def of(cls, examples: Iterable[Example]) -> "Counts":
        """The counts of `examples`."""
        counts = cls(Counter(), Counter())
        for example in examples:
            (counts.good if example.is_good else counts.bad).update(example.found)
        return counts

    def common(self) -> set[int]:
        """The features that are not too rare to be learned from."""
        seen = self.good + self.bad
        return {feature for feature, times in seen.items() if times >= RAREST}

    def without(self, other: "Counts") -> "Counts":
        """What is left when the reviews of `other`, a part of these, are taken away."""
        return Counts(self.good - other.good, self.bad - other.bad)


def train(rows: Sequence[Labelled], language: str) -> Model:
    """The model of a language from its reviews among `rows`, which are good and bad ones; always the same one."""
    vocabulary = Vocabulary()
    examples = [vocabulary.example(row) for row in rows if row.language == language]
    return learn(examples, Counts.of(examples), vocabulary, language)


def learn(examples: Sequence[Example], counts: Counts, vocabulary: Vocabulary, language: str) -> Model:
    """The model of `examples`, whose counts the caller has at hand."""
    ratios = _telling(counts, KEPT[language])
    prior = _prior(vocabulary, language)
    kept = sorted(ratios.keys() | prior.keys())
    place = {number: at for at, number in enumerate(kept)}
    known = [[place[one] for one in example.found if one in place] for example in examples]
    start, steps = [prior.get(one, 0.0) for one in kept], [ratios.get(one, 1.0) ** 2 for one in kept]
    bias, learned = _descend(list(zip(known, (example.is_good for example in examples), strict=True)), start, steps)
    weights = dict(zip(kept, learned, strict=True))
    hundredths = ((name, round(100 * weights.get(number, 0.0))) for name, number in vocabulary.numbers.items())
    return Model(round(bias, 4), {name: weight for name, weight in hundredths if weight})


def _prior(vocabulary: Vocabulary, language: str) -> dict[int, float]:
    """The lexicon as weights; in English what a negation turns round as well, which in Chinese is a run of its own."""
    numbers, prior = vocabulary.numbers, dict[int, float]()
    for lexicon, weight in ((GOOD, PRIOR), (BAD, -PRIOR)):
        for word in f"{lexicon['zh'] if language == 'zh' else ''} {lexicon['en']}".split():  # 房间很nice
            prior[numbers.setdefault(word, len(numbers))] = weight
            if language == "en":
                prior[numbers.setdefault(f"!{word}", len(numbers))] = -weight
    prior[numbers.setdefault(":+", len(numbers))] = PRIOR
    prior[numbers.setdefault(":-", len(numbers))] = -PRIOR
    return prior


def _telling(counts: Counts, kept: int) -> dict[int, float]:
    """The features that say most, with the log of how much oftener they are in good reviews than in bad ones."""
    often = counts.common()
    good = sum(counts.good[one] + SMOOTHING for one in often)
    bad = sum(counts.bad[one] + SMOOTHING for one in often)
    ratios = {
        one: math.log((counts.good[one] + SMOOTHING) / good) - math.log((counts.bad[one] + SMOOTHING) / bad)
        for one in often
    }
    told = {one: abs(ratio) * math.sqrt(counts.good[one] + counts.bad[one]) for one, ratio in ratios.items()}
    order = sorted(ratios, key=lambda one: (-told[one], one))
    return {one: ratios[one] for one in order[:kept]}


def _descend(
    examples: Sequence[tuple[list[int], bool]], weights: list[float], steps: list[float]
) -> tuple[float, list[float]]:
    """Bias and weights: squared hinge loss, each review in turn, in an order that is shuffled alike every time."""
    slack, bias = 1 / (2 * PENALTY), 0.0
    held = [0.0] * len(examples)
    sizes = [1 / math.sqrt(len(found) + 1) for found, _ in examples]
    norms = [sizes[i] ** 2 * sum(map(steps.__getitem__, found)) + 1 + slack for i, (found, _) in enumerate(examples)]
    order, chance = list(range(len(examples))), random.Random(5)  # noqa: S311 -- an order, not a secret
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for i in order:
            found, is_good = examples[i]
            sign = 1 if is_good else -1
            margin = sizes[i] * sum(map(weights.__getitem__, found)) + bias
            new = max(held[i] - (sign * margin - 1 + slack * held[i]) / norms[i], 0.0)
            if new == held[i]:
                continue
            step = sign * (new - held[i])
            held[i], bias = new, bias + step
            step *= sizes[i]
            for one in found:
                weights[one] += step * steps[one]
    return bias, weights
