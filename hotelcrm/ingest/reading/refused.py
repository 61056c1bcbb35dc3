from django_stubs_ext import StrPromise


class Refused(Exception):
    """A file that is not read; `sentence` says why and what to do."""

    def __init__(self, sentence: StrPromise | str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return str(self.sentence) % self.facts if self.facts else str(self.sentence)
