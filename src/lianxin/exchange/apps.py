from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "lianxin.exchange"
    verbose_name = _("供需")

    def ready(self) -> None:
        for name in ("heard", "own"):
            import_module(f"lianxin.exchange.{name}")
