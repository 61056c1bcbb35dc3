"""A guest's signature as text: the strokes as the path of an SVG, or the name, typed by whoever cannot draw.

Pure. A path is a run of ``M x y`` (the pen comes down) and ``L x y`` (it moves on) in whole numbers on a field of
``WIDTH`` by ``HEIGHT``: nothing else that an SVG may hold gets in, and nothing longer than ``LONGEST``.
"""

import re

from django.utils.translation import gettext as _

WIDTH, HEIGHT = 1000, 300
LONGEST = 20_000  # signs; a long signature has a few thousand
LONGEST_NAME = 120
FEWEST_MOVES = 2  # a tap leaves a dot, which is nobody's signature
TYPED = "typed:"

_PATH = re.compile(r"(?:M\d{1,4} \d{1,3}(?:L\d{1,4} \d{1,3})*)+")


class UnsignedError(ValueError):
    """There is no signature, or something that cannot be one."""

    def __init__(self) -> None:
        super().__init__(_("Please sign in the field, or type your name below it."))


def signed(drawing: str, name: str) -> str:
    """The signature to keep: the strokes of `drawing` if there are any, else the typed `name`.

    Raises `UnsignedError` when there is neither, or when the drawing is no path, too long or only a dot.
    """
    name = " ".join(name.split())
    if drawing:
        if len(drawing) > LONGEST or not _PATH.fullmatch(drawing) or drawing.count("L") < FEWEST_MOVES:
            raise UnsignedError
        return drawing
    if not name or len(name) > LONGEST_NAME:
        raise UnsignedError
    return f"{TYPED}{name}"


def strokes(signature: str) -> str:
    """The path of a drawn signature; empty for a typed one."""
    return "" if signature.startswith(TYPED) else signature


def typed_name(signature: str) -> str:
    """The name of a typed signature; empty for a drawn one."""
    return signature.removeprefix(TYPED) if signature.startswith(TYPED) else ""
