from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudiesConfig(AppConfig):
    name = "lianxin.studies"
    verbose_name = _("调研")

    def ready(self) -> None:
        for name in ("heard", "own"):
            import_module(f"lianxin.studies.{name}")
