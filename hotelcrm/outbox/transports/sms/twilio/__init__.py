"""Twilio (Programmable Messaging, version 2010-04-01).

``sending.py`` hands messages over, ``hearing.py`` checks and reads what it reports, ``codes.py`` says what its codes
mean.
"""

from .sending import Twilio

__all__ = ["Twilio"]
