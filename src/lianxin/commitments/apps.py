from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "lianxin.commitments"
    verbose_name = _("公开承诺")

    def ready(self) -> None:
        for name in ("actions.evidence", "heard", "own"):
            import_module(f"lianxin.commitments.{name}")
