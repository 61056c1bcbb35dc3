"""Templates that a provider approved beforehand: it is told their id and parameters, and never a text.

A variant's ``provider_ids`` say by provider ``{"code": "SMS_1", "overseas": "SMS_2", "parameters": {"name": …}}``:
`code` for the mainland, `overseas` for everywhere else (the same, where it is left out), and the parameters by name
(Aliyun) or in their order (Tencent), with Liquid in them that is filled for each guest.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotelcrm.outbox.transports.contract import Envelope, Fate, Outcome

from . import numbers

APPROVED_ONLY = ("aliyun", "tencent")  # the transports whose providers send nothing else
NO_TEMPLATE = Outcome(Fate.REFUSED_CONTENT, code="no_template")


@dataclass(frozen=True)
class Approved:
    """A template's id, and its parameters by name; numbered from 1 where the template only knows their order."""

    code: str
    parameters: tuple[tuple[str, str], ...]

    def as_json(self) -> str:
        """The parameters as one JSON object."""
        return json.dumps(dict(self.parameters), ensure_ascii=False, separators=(",", ":"))

    def values(self) -> list[str]:
        """The parameters in their order."""
        return [value for _name, value in self.parameters]


def approved(envelope: Envelope, provider: str) -> Approved | None:
    """The template that `provider` has for where `envelope` goes; None where none was approved."""
    told = envelope.provider.get(provider)
    if not isinstance(told, Mapping):
        return None
    code = str(told.get("code") or "")
    if not numbers.is_mainland(envelope.address):
        code = str(told.get("overseas") or code)
    return Approved(code, _pairs(told.get("parameters"))) if code else None


def _pairs(parameters: object) -> tuple[tuple[str, str], ...]:
    if isinstance(parameters, Mapping):
        return tuple((str(name), str(value)) for name, value in parameters.items())
    if isinstance(parameters, Sequence) and not isinstance(parameters, str):
        return tuple((str(place), str(value)) for place, value in enumerate(parameters, start=1))
    return ()
