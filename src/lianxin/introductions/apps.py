from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntroductionsConfig(AppConfig):
    name = "lianxin.introductions"
    verbose_name = _("对接成效")
