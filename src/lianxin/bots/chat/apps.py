from __future__ import annotations

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "lianxin.bots.chat"
    label = "bots_chat"
    verbose_name = _("群聊机器人")

    def ready(self) -> None:
        from lianxin.bots.chat import channels  # noqa: PLC0415  after the settings are read

        checks.register(channels.check_channels)
