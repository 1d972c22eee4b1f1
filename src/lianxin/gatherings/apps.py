from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatheringsConfig(AppConfig):
    name = "lianxin.gatherings"
    verbose_name = _("会议")

    def ready(self) -> None:
        for name in ("heard", "own", "reactions"):
            import_module(f"lianxin.gatherings.{name}")
