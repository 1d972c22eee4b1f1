from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteeringConfig(AppConfig):
    name = "lianxin.volunteering"
    verbose_name = _("志愿服务")

    def ready(self) -> None:
        for name in ("own", "reactions"):
            import_module(f"lianxin.volunteering.{name}")
