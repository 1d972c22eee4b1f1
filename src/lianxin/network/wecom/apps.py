from django.apps import AppConfig


class WeComConfig(AppConfig):
    name = "lianxin.network.wecom"
    verbose_name = "企业微信登录"
