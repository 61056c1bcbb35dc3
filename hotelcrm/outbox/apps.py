from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "hotelcrm.outbox"
    label = "outbox"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from . import invariants, merging, receivers
        from .transports import register
        from .transports.email import Anymail, Smtp
        from .transports.file import FileTransport
        from .transports.sms import Aliyun, Tencent, Twilio
        from .transports.wecom import WeComCustomers, WeComStaff
        from .writing import known

        merging.connect()
        receivers.connect()
        invariants.connect()
        known.enter()
        for transport in (Aliyun(), Tencent(), Twilio(), WeComCustomers(), WeComStaff()):
            register(transport)
        for one in (Smtp(), Anymail(), FileTransport()):
            register(one)
