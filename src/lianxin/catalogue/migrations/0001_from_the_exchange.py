import django.db.models.deletion
import encrypted_fields.fields
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import lianxin.kernel.ids


class Migration(migrations.Migration):
    """Take over two tables of the exchange as they are, then name a constraint after its room."""

    initial = True
    dependencies = [
        ("exchange", "0005_lists_to_the_catalogue"),
        ("network", "0004_pairings_hours_mediators"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SavedSearch",
                    fields=[
                        ("id", models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                        ("key", models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name="客户端键")),
                        ("email", encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name="邮箱")),
                        ("email_index", models.CharField(blank=True, default="", editable=False, max_length=64)),
                        ("language", models.CharField(blank=True, max_length=10, verbose_name="语言")),
                        ("title", models.CharField(max_length=120, verbose_name="名称")),
                        ("asked", models.JSONField(default=dict, verbose_name="条件")),
                        ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                        ("told_at", models.DateTimeField(verbose_name="上次提醒")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="停止时间")),
                        ("district", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.district", verbose_name="辖区")),
                        ("user", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="账号")),
                    ],
                    options={
                        "verbose_name": "找服务的提醒",
                        "verbose_name_plural": "找服务的提醒",
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["district", "user", "-id"], name="saved_search_of_user"),
                            models.Index(fields=["district", "email_index"], name="saved_search_of_email"),
                            models.Index(condition=Q(confirmed_at__isnull=False, ended_at__isnull=True), fields=["district", "told_at"], name="saved_search_to_tell"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("district", "key"), name="exchange_savedsearch_key_once"),
                            models.CheckConstraint(condition=Q(("user__isnull", False), Q(("email_index", ""), _negated=True), _connector="OR"), name="saved_search_is_somebodys"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EditionItem",
                    fields=[
                        ("id", models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="清单年度")),
                        ("added_at", models.DateTimeField(verbose_name="列入时间")),
                        ("district", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.district", verbose_name="辖区")),
                        ("listing", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.listing", verbose_name="条目")),
                        ("provider", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation", verbose_name="提供单位")),
                    ],
                    options={
                        "verbose_name": "年度清单条目",
                        "verbose_name_plural": "年度清单条目",
                        "indexes": [models.Index(fields=["district", "provider", "year"], name="edition_of_provider")],
                        "constraints": [models.UniqueConstraint(fields=("district", "listing", "year"), name="edition_once")],
                    },
                ),
            ],
        ),
        migrations.RemoveConstraint("SavedSearch", "exchange_savedsearch_key_once"),
        migrations.AddConstraint(
            "SavedSearch",
            models.UniqueConstraint(fields=("district", "key"), name="catalogue_savedsearch_key_once"),
        ),
    ]
