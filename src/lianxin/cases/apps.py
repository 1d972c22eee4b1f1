from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "lianxin.cases"
    verbose_name = _("诉求")

    def ready(self) -> None:
        for name in ("actions.kin", "heard", "own"):
            import_module(f"lianxin.cases.{name}")
