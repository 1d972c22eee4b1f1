from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate  # noqa: TID251  of the schema, not of a deed
from django.utils.module_loading import module_has_submodule


class KernelConfig(AppConfig):
    name = "lianxin.kernel"
    verbose_name = "基础"

    def ready(self) -> None:
        """Make every room's `tasks.py` known, and have migrations end with the triggers."""
        for config in apps.get_app_configs():
            if config.name.startswith("lianxin.") and module_has_submodule(config.module, "tasks"):
                import_module(f"{config.name}.tasks")
        post_migrate.connect(_install_triggers, sender=self)


def _install_triggers(using: str, **_rest: Any) -> None:
    """Each time: SQLite drops a table's triggers when a migration remakes the table."""
    from lianxin.kernel.database import overlaps, triggers  # noqa: PLC0415  models are not ready above

    triggers.install(using)
    overlaps.install(using)
