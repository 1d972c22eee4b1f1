import django.db.models.deletion
import lianxin.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('exchange', '0012_owners_forgotten'),
        ('network', '0004_pairings_hours_mediators'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EventSeries',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('code', models.SlugField(max_length=40, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='做什么')),
                ('begun_on', models.DateField(verbose_name='开始日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='主办单位')),
            ],
            options={
                'verbose_name': '系列活动',
                'verbose_name_plural': '系列活动',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'unit'], name='event_series_of_unit')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='events_eventseries_key_once'), models.UniqueConstraint(fields=('district', 'code'), name='event_series_code_once', violation_error_message='这个代码已经有了，请换一个。'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('begun_on')), _connector='OR'), name='event_series_runs_forward', violation_error_message='结束日期不能早于开始日期。')],
            },
        ),
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('listing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='活动')),
                ('series', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.eventseries', verbose_name='系列活动')),
            ],
            options={
                'verbose_name': '系列中的一期',
                'verbose_name_plural': '系列中的各期',
                'indexes': [models.Index(fields=['district', 'series'], name='episode_of_series')],
                'constraints': [models.UniqueConstraint(fields=('district', 'listing'), name='episode_of_one_series')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('text', models.TextField(max_length=4000, verbose_name='小结')),
                ('made_at', models.DateTimeField(verbose_name='发布时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='活动')),
            ],
            options={
                'verbose_name': '活动小结',
                'verbose_name_plural': '活动小结',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='events_report_key_once'), models.CheckConstraint(condition=models.Q(('text__gt', '')), name='report_says_something', violation_error_message='请写几句小结。')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('ticket', models.CharField(max_length=60, verbose_name='票号')),
                ('device', models.CharField(max_length=40, verbose_name='手机')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('sent_at', models.DateTimeField(verbose_name='送到时间')),
                ('seen', models.CharField(choices=[('PRESENT', '已签到'), ('AGAIN', '已经进过'), ('WAITING', '还在排队'), ('CANCELLED', '已取消'), ('ELSEWHERE', '不是这一场的票'), ('UNKNOWN', '没有这张票')], max_length=10, verbose_name='结果')),
                ('by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='检票人')),
                ('claim', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.claim', verbose_name='报名')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('slot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.slot', verbose_name='场次')),
            ],
            options={
                'verbose_name': '检票',
                'verbose_name_plural': '检票',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'slot', 'at'], name='scan_of_slot')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='events_scan_key_once')],
            },
        ),
    ]
