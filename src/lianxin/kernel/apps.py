from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class KernelConfig(AppConfig):
    name = "lianxin.kernel"
    verbose_name = "基础"

    def ready(self) -> None:
        """Make every room's `tasks.py` known."""
        for config in apps.get_app_configs():
            if config.name.startswith("lianxin.") and module_has_submodule(config.module, "tasks"):
                import_module(f"{config.name}.tasks")
