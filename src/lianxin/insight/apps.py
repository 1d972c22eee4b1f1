from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "lianxin.insight"
    verbose_name = _("统计")

    def ready(self) -> None:
        import_module("lianxin.insight.reactions")
