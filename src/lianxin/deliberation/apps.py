from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliberationConfig(AppConfig):
    name = "lianxin.deliberation"
    verbose_name = _("议事厅")

    def ready(self) -> None:
        for name in ("heard", "own"):
            import_module(f"lianxin.deliberation.{name}")
