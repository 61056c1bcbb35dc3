"""Numbers in E.164, as each provider wants to read them."""

import re

MAINLAND = "+86"
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_MAINLAND_MOBILE = re.compile(r"\+861[3-9]\d{9}")


def is_mainland(number: str) -> bool:
    """Whether `number` belongs to mainland China; Hong Kong, Macao and Taiwan are reached as the rest of the world."""
    return number.startswith(MAINLAND)


def can_be_texted(number: str) -> bool:
    """Whether `number` is one that can receive a text message at all; of the mainland mobiles only."""
    return (_MAINLAND_MOBILE if is_mainland(number) else _E164).fullmatch(number) is not None


def from_provider(number: str, country: str = "") -> str:
    """What a provider reports (13800138000, 8613800138000, 0085261234567) in E.164; nothing for what is no number.

    `country` is the country code where the provider gives it apart.
    """
    digits = re.sub(r"\D", "", number).removeprefix("00")
    if country:
        whole = f"+{country}{digits}"
    elif re.fullmatch(r"1[3-9]\d{9}", digits):
        whole = f"{MAINLAND}{digits}"
    else:
        whole = f"+{digits}"
    return whole if _E164.fullmatch(whole) else ""
