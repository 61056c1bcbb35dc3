"""What all refusals of this room have in common."""

from django_stubs_ext import StrOrPromise


class Refused(Exception):
    """The programme's rules forbid it; the text is a sentence for the person at the desk."""

    sentence: StrOrPromise = ""

    def __init__(self, sentence: StrOrPromise = "") -> None:
        super().__init__(sentence or self.sentence)
