import django.db.models.deletion
import encrypted_fields.fields
import lianxin.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_listings_slots_and_claims'),
        ('network', '0004_pairings_hours_mediators'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('email', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name='邮箱')),
                ('email_index', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='语言')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('asked', models.JSONField(default=dict, verbose_name='条件')),
                ('saved_at', models.DateTimeField(verbose_name='保存时间')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('told_at', models.DateTimeField(verbose_name='上次提醒')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='停止时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '找服务的提醒',
                'verbose_name_plural': '找服务的提醒',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'user', '-id'], name='saved_search_of_user'), models.Index(fields=['district', 'email_index'], name='saved_search_of_email'), models.Index(condition=models.Q(('confirmed_at__isnull', False), ('ended_at__isnull', True)), fields=['district', 'told_at'], name='saved_search_to_tell')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='exchange_savedsearch_key_once'), models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('email_index', ''), _negated=True), _connector='OR'), name='saved_search_is_somebodys')],
            },
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(condition=models.Q(('lat__isnull', False)), fields=['district', 'lat'], name='listing_by_lat'),
        ),
    ]
