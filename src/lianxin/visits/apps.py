from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "lianxin.visits"
    verbose_name = _("走访")

    def ready(self) -> None:
        import_module("lianxin.visits.own")
