from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlaybooksConfig(AppConfig):
    name = "lianxin.playbooks"
    verbose_name = _("工作手册")
