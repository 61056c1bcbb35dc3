"""Invented guests of many experiments at once, whose effect is known because it was put in."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from campaigns.rules.lift import Sums

RUNS: Final = 1_000
TYPICAL, SPREAD = 1_200.0, 0.8  # of what a booking brings: the median, and a tail of few guests who bring most


@dataclass(frozen=True)
class Guests:
    """One arm: how many, which share of them books, and what a booking typically brings; 0: bookings are counted."""

    number: int
    rate: float
    brings: float = 0.0

    @property
    def mean(self) -> float:
        """What a guest truly brings, or how often he books: the mean of a log-normal amount is above its median."""
        return self.rate * (self.brings * np.exp(SPREAD**2 / 2) if self.brings else 1.0)

    def draw(self, chance: np.random.Generator, runs: int = RUNS) -> list[Sums]:
        """The sums of `runs` arms of such guests; only who books is drawn one by one."""
        active = chance.binomial(self.number, self.rate, runs)
        whose = np.repeat(np.arange(runs), active)
        amounts = np.ones(len(whose))
        if self.brings:
            amounts = self.brings * np.exp(SPREAD * chance.standard_normal(len(whose)))
        total = np.bincount(whose, amounts, runs)
        squares = np.bincount(whose, amounts**2, runs)
        return [Sums(self.number, *row) for row in zip(active.tolist(), total.tolist(), squares.tolist(), strict=True)]
