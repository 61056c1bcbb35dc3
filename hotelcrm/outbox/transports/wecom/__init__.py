"""WeCom: to guests who are customers of a member of staff, and to staff.

``customers.py`` and ``staff.py`` hand messages over, ``interface.py`` calls WeCom with an access token that it keeps
(``tokens.py``), ``codes.py`` says what its codes mean, ``results.py`` asks what became of messages to customers
(``reference.py`` names them); ``envelope.py`` opens what WeCom reports and ``hearing.py`` reads it.
"""

from .customers import WeComCustomers
from .staff import WeComStaff

__all__ = ["WeComCustomers", "WeComStaff"]
