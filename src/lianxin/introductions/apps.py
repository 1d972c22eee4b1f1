from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntroductionsConfig(AppConfig):
    name = "lianxin.introductions"
    verbose_name = _("对接成效")

    def ready(self) -> None:
        import_module("lianxin.introductions.own")
