from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncubationConfig(AppConfig):
    name = "lianxin.incubation"
    verbose_name = _("社会组织孵化")
