from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartneringConfig(AppConfig):
    name = "lianxin.partnering"
    verbose_name = _("社区合伙人")
