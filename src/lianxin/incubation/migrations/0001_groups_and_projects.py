import django.db.models.deletion
import lianxin.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0004_pairings_hours_mediators'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('about', models.TextField(max_length=2000, verbose_name='做什么')),
                ('people', models.PositiveIntegerField(default=0, verbose_name='人数')),
                ('registration', models.CharField(blank=True, max_length=40, verbose_name='登记证号')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='结束原因')),
                ('begun_at', models.DateTimeField(verbose_name='加入时间')),
                ('stage_on', models.DateField(verbose_name='进入这一阶段的日期')),
                ('state', models.CharField(choices=[('IDEA', '有想法'), ('TRIAL', '试运行'), ('REGISTERED', '已登记'), ('ACTIVE', '正常运作'), ('CLOSED', '已结束')], default='IDEA', editable=False, max_length=12, verbose_name='阶段')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('incubator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='孵化平台')),
                ('lead', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='牵头人')),
                ('organisation', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='登记成的单位')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='所在社区')),
            ],
            options={
                'verbose_name': '孵化中的团队',
                'verbose_name_plural': '孵化中的团队',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'incubator', '-begun_at'], name='group_of_incubator'), models.Index(fields=['district', 'state', '-begun_at'], name='group_by_stage')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='incubation_group_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='group_ref_once'), models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('district', 'organisation'), name='group_becomes_a_unit_of_its_own'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['REGISTERED', 'ACTIVE']), _negated=True), models.Q(('organisation__isnull', False), ('registration__gt', '')), _connector='OR'), name='group_registered_is_a_unit', violation_error_message='登记成立要有登记证号。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CLOSED'), _negated=True), ('reason__gt', ''), _connector='OR'), name='group_end_has_a_reason', violation_error_message='结束孵化要写明原因。')],
            },
        ),
        migrations.CreateModel(
            name='Cycle',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('title', models.CharField(max_length=120, verbose_name='项目名称')),
                ('plan', models.TextField(max_length=2000, verbose_name='计划')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('promised_fen', models.BigIntegerField(default=0, verbose_name='支持金额（分）')),
                ('spent_fen', models.BigIntegerField(blank=True, null=True, verbose_name='实际支出（分）')),
                ('report', models.TextField(blank=True, max_length=4000, verbose_name='总结')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='原因')),
                ('state', models.CharField(choices=[('PLANNED', '待启动'), ('RUNNING', '进行中'), ('REPORTED', '待验收'), ('ACCEPTED', '已验收'), ('STOPPED', '已中止')], default='PLANNED', editable=False, max_length=12, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cycles', to='incubation.group', verbose_name='团队')),
            ],
            options={
                'verbose_name': '项目周期',
                'verbose_name_plural': '项目周期',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'group', 'starts_on'], name='cycle_of_group')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='incubation_cycle_key_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='cycle_runs_forward', violation_error_message='结束日期不能早于开始日期。'), models.CheckConstraint(condition=models.Q(('promised_fen__gte', 0)), name='cycle_promise_is_no_debt'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['REPORTED', 'ACCEPTED']), _negated=True), models.Q(('report__gt', ''), ('spent_fen__isnull', False)), _connector='OR'), name='cycle_reported_has_a_report', violation_error_message='总结要写明做了什么、花了多少。')],
            },
        ),
        migrations.CreateModel(
            name='Shown',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20, verbose_name='材料')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shown', to='incubation.group', verbose_name='团队')),
            ],
            options={
                'verbose_name': '已交的材料',
                'verbose_name_plural': '已交的材料',
                'constraints': [models.UniqueConstraint(fields=('district', 'group', 'code'), name='shown_once')],
            },
        ),
    ]
