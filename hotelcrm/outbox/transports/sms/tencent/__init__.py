"""Tencent Cloud SMS (version 2021-01-11).

``signing.py`` signs calls, ``codes.py`` says what its codes mean, ``sending.py`` hands messages over, ``hearing.py``
reads what it reports.
"""

from .sending import Tencent

__all__ = ["Tencent"]
