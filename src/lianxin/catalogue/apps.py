from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "lianxin.catalogue"
    verbose_name = _("服务清单")

    def ready(self) -> None:
        for name in ("own", "reactions"):
            import_module(f"lianxin.catalogue.{name}")
