import django.db.models.deletion
import lianxin.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_marked_by_hand'),
        ('exchange', '0012_owners_forgotten'),
        ('network', '0004_pairings_hours_mediators'),
    ]

    operations = [
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='活动')),
                ('shown', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='展示的条目')),
            ],
            options={
                'verbose_name': '展位',
                'verbose_name_plural': '展位',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='events_exhibit_key_once'), models.UniqueConstraint(fields=('district', 'event', 'shown'), name='exhibit_once', violation_error_message='这一条已经在展了。')],
            },
        ),
        migrations.CreateModel(
            name='Market',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('seed', models.CharField(max_length=32, verbose_name='抽签种子')),
                ('drawn_at', models.DateTimeField(blank=True, null=True, verbose_name='抽签时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='哪个市集')),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='摊位招募')),
            ],
            options={
                'verbose_name': '市集摊位图',
                'verbose_name_plural': '市集摊位图',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='events_market_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Pitch',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('title', models.CharField(max_length=120, verbose_name='讲什么')),
                ('who', models.CharField(blank=True, max_length=80, verbose_name='谁讲')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='分钟')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('listing', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='供需大厅里的条目')),
                ('slot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.slot', verbose_name='场次')),
            ],
            options={
                'verbose_name': '程序',
                'verbose_name_plural': '程序',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'slot', 'position'], name='pitch_of_slot')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='events_pitch_key_once'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('minutes__lte', 600)), name='pitch_lasts', violation_error_message='时长是 1 到 600 分钟。')],
            },
        ),
        migrations.CreateModel(
            name='RoomHeld',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.claim', verbose_name='预约')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('slot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.slot', verbose_name='场次')),
            ],
            options={
                'verbose_name': '活动场地',
                'verbose_name_plural': '活动场地',
            },
        ),
        migrations.CreateModel(
            name='Stall',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='摊位号')),
                ('row', models.PositiveSmallIntegerField(verbose_name='第几排')),
                ('column', models.PositiveSmallIntegerField(verbose_name='第几个')),
                ('size', models.CharField(max_length=20, verbose_name='大小')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='摊名')),
                ('is_by_hand', models.BooleanField(default=False, verbose_name='指定的')),
                ('claim', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.claim', verbose_name='摊主')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('market', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.market', verbose_name='市集')),
            ],
            options={
                'verbose_name': '摊位',
                'verbose_name_plural': '摊位',
                'constraints': [models.UniqueConstraint(fields=('district', 'market', 'number'), name='stall_number_once', violation_error_message='这个摊位号已经有了。'), models.UniqueConstraint(fields=('district', 'market', 'row', 'column'), name='stall_place_once'), models.UniqueConstraint(condition=models.Q(('claim__isnull', False)), fields=('district', 'claim'), name='stall_one_for_each', violation_error_message='这份申请已经有摊位了。')],
            },
        ),
        migrations.CreateModel(
            name='Talk',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('starts_at', models.DateTimeField(verbose_name='时间')),
                ('about', models.CharField(max_length=300, verbose_name='谈什么')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='谢绝的原因')),
                ('state', models.CharField(choices=[('ASKED', '等对方答复'), ('ACCEPTED', '已约定'), ('DECLINED', '未约成'), ('WITHDRAWN', '已撤回')], default='ASKED', editable=False, max_length=10, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('exhibit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.exhibit', verbose_name='展位')),
                ('host', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='参展单位')),
                ('slot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.slot', verbose_name='场次')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='约谈单位')),
            ],
            options={
                'verbose_name': '约谈',
                'verbose_name_plural': '约谈',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'exhibit'], name='talk_of_exhibit')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='events_talk_key_once'), models.CheckConstraint(condition=models.Q(('host', models.F('unit')), _negated=True), name='talk_of_two', violation_error_message='不用约自己单位。'), models.UniqueConstraint(condition=models.Q(('state', 'ACCEPTED')), fields=('district', 'slot', 'host', 'starts_at'), name='talk_host_once_at_a_time', violation_error_message='这个时间参展单位已经约了别人。'), models.UniqueConstraint(condition=models.Q(('state', 'ACCEPTED')), fields=('district', 'slot', 'unit', 'starts_at'), name='talk_unit_once_at_a_time', violation_error_message='这个时间约谈单位已经约了别人。')],
            },
        ),
    ]
