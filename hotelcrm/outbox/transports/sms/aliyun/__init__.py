"""Aliyun SMS (Dysms, version 2017-05-25).

``signing.py`` signs calls, ``codes.py`` says what its codes mean, ``sending.py`` hands messages over, ``hearing.py``
reads what it reports.
"""

from .sending import Aliyun

__all__ = ["Aliyun"]
