from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "lianxin.bots.mail"
    label = "bots_mail"
    verbose_name = _("邮件受理")
