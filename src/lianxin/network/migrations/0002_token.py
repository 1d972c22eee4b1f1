import django.db.models.deletion
import lianxin.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Takes the table of tokens over from `api`, with all that is in it."""

    dependencies = [
        ('network', '0001_initial'),
        ('api', '0002_token_moves'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Token',
                    fields=[
                        ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                        ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                        ('name', models.CharField(max_length=60, verbose_name='用途')),
                        ('hash', models.CharField(editable=False, max_length=64, unique=True)),
                        ('scopes', models.JSONField(default=list, verbose_name='范围')),
                        ('made_at', models.DateTimeField(verbose_name='创建时间')),
                        ('expires_at', models.DateTimeField(verbose_name='有效至')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                        ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代表')),
                    ],
                    options={
                        'verbose_name': '接口令牌',
                        'verbose_name_plural': '接口令牌',
                        'db_table': 'api_token',
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='api_token_key_once')],
                    },
                ),
            ],
        ),
    ]
