from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BodiesConfig(AppConfig):
    name = "lianxin.bodies"
    verbose_name = _("议事机构")

    def ready(self) -> None:
        import_module("lianxin.bodies.own")
