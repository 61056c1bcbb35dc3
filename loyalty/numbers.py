"""Member numbers: made, shown in fours, and read as they are typed from a card.

The last digit checks the others by Luhn's formula (ISO/IEC 7812-1, annex B): one digit mistyped, or two neighbours
exchanged, is noticed before anybody is looked for. Next door: ``codes.py`` (codes of vouchers).
"""

import re

DIGITS = 9  # of the running number
SHORTEST, LONGEST = DIGITS + 1, DIGITS + 5  # with the check digit and a prefix of none to four digits
GROUP = 4
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # twice the digit, and the two digits of that added up
_SIGNS = re.compile(r"[\s\-‐‑–—]+")


def make(prefix: str, running: int) -> str:
    """The number that is the `running` one of a programme: prefix, nine digits, check digit."""
    body = f"{prefix}{running:0{DIGITS}d}"
    return f"{body}{check_digit(body)}"


def check_digit(body: str) -> int:
    """The digit that makes `body` a number: every second one doubled, from the right, and the sum filled up to tens."""
    total = sum(DOUBLED[int(sign)] if n % 2 == 0 else int(sign) for n, sign in enumerate(reversed(body)))
    return -total % 10


def is_whole(number: str) -> bool:
    """Whether the check digit of `number` agrees with the others."""
    return number.isascii() and number.isdecimal() and int(number[-1]) == check_digit(number[:-1])


def typed(text: str) -> str:
    """The digits of what may be a member number, with or without blanks and dashes; else nothing.

    Whether the check digit is right is another question: `is_whole` answers it.
    """
    digits = _SIGNS.sub("", text).removeprefix("#")
    fits = digits.isascii() and digits.isdecimal() and SHORTEST <= len(digits) <= LONGEST
    return digits if fits else ""


def may_be_of(prefix: str, number: str) -> bool:
    """Whether `number` has the beginning and the length of a number that `make` would give, its check digit aside."""
    return number.startswith(prefix) and len(number) == len(prefix) + DIGITS + 1


def shown(number: str) -> str:
    """As on the card: 8800 0010 0015."""
    return " ".join(number[n : n + GROUP] for n in range(0, len(number), GROUP))
