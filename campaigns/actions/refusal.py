"""What all refusals of this room have in common."""

from django_stubs_ext import StrOrPromise


class Refused(Exception):
    """It cannot be done as things stand; `sentence` says why, to whoever wanted it."""

    sentence: StrOrPromise = ""

    def __init__(self, sentence: StrOrPromise = "") -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence
