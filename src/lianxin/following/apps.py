from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    name = "lianxin.following"
    verbose_name = _("关注")

    def ready(self) -> None:
        import_module("lianxin.following.own")
