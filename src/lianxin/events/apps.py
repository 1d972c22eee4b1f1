from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "lianxin.events"
    verbose_name = _("活动")

    def ready(self) -> None:
        import_module("lianxin.events.reactions")
