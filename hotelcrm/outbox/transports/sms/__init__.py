"""Text messages: one folder per provider, and what they share.

``segments.py`` counts what is paid for, ``wording.py`` adds the signature and the way out, ``numbers.py`` tells the
mainland from the rest, ``batching.py`` puts together what one call may carry. Next door: ``wecom``, ``email``.
"""

from .aliyun import Aliyun
from .tencent import Tencent
from .twilio import Twilio

__all__ = ["Aliyun", "Tencent", "Twilio"]
