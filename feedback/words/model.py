"""The weights: a number for each feature, learned from labelled reviews, in a compressed text file a language."""

import gzip
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
HERE = Path(__file__).parent
STEEPNESS = 1.25  # margins are about 1 where the model is sure: tanh then says 0.85


@dataclass(frozen=True)
class Model:
    """Weights of features, in hundredths, and what is added to their sum."""

    bias: float
    weights: Mapping[str, int]

    def margin(self, found: Iterable[str], *, bias: bool = True) -> float:
        """How far `found` is from neither good nor bad; 0 when the model knows none of it.

        Without `bias` for a part of a review: that most reviews are good does not make it so. The sum is divided by
        the root of how much is known: a long text is not surer than a short one for being long.
        """
        known = [weight for weight in map(self.weights.get, found) if weight is not None]
        return sum(known) / 100 / math.sqrt(len(known) + 1) + bias * self.bias if known else 0.0


def score(margin: float) -> float:
    """From -1 (bad) to 1 (good), in which a margin far out makes little difference."""
    return math.tanh(STEEPNESS * margin)


def path_of(language: str, directory: Path = HERE) -> Path:
    """Where the weights of a language are kept, in `directory`."""
    return directory / f"{language}.model.gz"


def write(model: Model, path: Path) -> None:
    """In the order of features, without a time in it: the same weights are the same file."""
    lines = [str(model.bias), *(f"{feature}\t{weight}" for feature, weight in sorted(model.weights.items()))]
    path.write_bytes(gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0))


def read(path: Path) -> Model:
    """What `write` wrote to `path`."""
    bias, *lines = gzip.decompress(path.read_bytes()).decode().split("\n")
    pairs = (line.rsplit("\t", 1) for line in lines)
    return Model(float(bias), {feature: int(weight) for feature, weight in pairs})


@cache
def shipped() -> Mapping[str, Model]:
    """The models that come with the product, by language; read once a process."""
    return {language: read(path_of(language)) for language in LANGUAGES}
