from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "lianxin.papers"
    verbose_name = "文件"
