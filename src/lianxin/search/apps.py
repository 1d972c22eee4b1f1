from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251  of the schema, not of a deed
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "lianxin.search"
    verbose_name = _("查找")

    def ready(self) -> None:
        post_migrate.connect(_install_index, sender=self)


def _install_index(using: str, **_rest: Any) -> None:
    """Each time: SQLite drops a table's triggers when a migration remakes the table."""
    from lianxin.search import full_text  # noqa: PLC0415  models are not ready above

    full_text.install(using)
