from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LineageConfig(AppConfig):
    name = "lianxin.lineage"
    verbose_name = _("来龙去脉")
