from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "lianxin.matching"
    verbose_name = _("供需匹配")

    def ready(self) -> None:
        import_module("lianxin.matching.own")
