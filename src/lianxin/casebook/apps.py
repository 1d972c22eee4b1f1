from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasebookConfig(AppConfig):
    name = "lianxin.casebook"
    verbose_name = _("社区答案")

    def ready(self) -> None:
        import_module("lianxin.casebook.reactions")
