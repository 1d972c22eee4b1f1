from django.apps import AppConfig
from django.core import checks


class OperateConfig(AppConfig):
    name = "lianxin.operate"
    verbose_name = "运行"

    def ready(self) -> None:
        from lianxin.checks import CHECKS  # noqa: PLC0415  only now are the settings whole

        for check, tags in CHECKS:
            checks.register(check, *tags)
