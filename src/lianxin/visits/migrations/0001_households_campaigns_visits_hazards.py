import django.core.validators
import django.db.models.deletion
import lianxin.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0005_index_of_unsolved'),
        ('network', '0005_pairings_apart_by_agreement'),
        ('network', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='说明')),
                ('aim', models.CharField(choices=[('HOUSEHOLDS', '住户'), ('FIRMS', '企业'), ('PLACES', '社区和场所')], max_length=12, verbose_name='走访对象')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('quota', models.PositiveSmallIntegerField(default=40, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)], verbose_name='每人最多走访')),
                ('form', models.CharField(blank=True, max_length=40, verbose_name='问题表单')),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('state', models.CharField(choices=[('DRAFT', '筹备中'), ('RUNNING', '走访中'), ('ENDED', '已结束')], default='DRAFT', editable=False, max_length=12, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='范围')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='组织单位')),
            ],
            options={
                'verbose_name': '走访活动',
                'verbose_name_plural': '走访活动',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'state', '-made_at'], name='campaign_by_state'), models.Index(fields=['district', 'unit'], name='campaign_of_unit')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='visits_campaign_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='campaign_ref_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaign_runs_forward', violation_error_message='结束日期不能早于开始日期。'), models.CheckConstraint(condition=models.Q(('quota__gte', 1)), name='campaign_has_a_quota', violation_error_message='每人至少走访一个。')],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('stair', models.CharField(blank=True, max_length=20, verbose_name='单元')),
                ('door', models.CharField(max_length=20, verbose_name='门牌号')),
                ('rank', models.PositiveIntegerField(default=0, verbose_name='顺序')),
                ('declined_until_on', models.DateField(blank=True, null=True, verbose_name='谢绝走访到')),
                ('is_active', models.BooleanField(default=True, verbose_name='在用')),
                ('building', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='楼栋')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
            ],
            options={
                'verbose_name': '住户',
                'verbose_name_plural': '住户',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='visits_household_key_once'), models.UniqueConstraint(fields=('district', 'building', 'stair', 'door'), name='household_once', violation_error_message='这个门牌已经有了。'), models.CheckConstraint(condition=models.Q(('door__gt', '')), name='household_has_a_door', violation_error_message='请写门牌号。')],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('rank', models.PositiveIntegerField(default=0, verbose_name='顺序')),
                ('state', models.CharField(choices=[('OPEN', '未走访'), ('DONE', '已走访'), ('DECLINED', '谢绝走访'), ('GONE', '地址不对')], default='OPEN', editable=False, max_length=12, verbose_name='状态')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='没见到人的次数')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('firm', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='企业')),
                ('officer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='走访人员')),
                ('place', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='地点')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='visits.campaign', verbose_name='走访活动')),
                ('household', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='visits.household', verbose_name='住户')),
            ],
            options={
                'verbose_name': '走访任务',
                'verbose_name_plural': '走访任务',
                'indexes': [models.Index(fields=['district', 'campaign', 'officer', 'rank'], name='call_of'), models.Index(fields=['district', 'campaign', 'state', 'rank'], name='call_left'), models.Index(fields=['district', 'officer', 'state'], name='call_to_do'), models.Index(condition=models.Q(('household__isnull', False)), fields=['district', 'household'], name='call_where')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('firm__isnull', True), ('household__isnull', False), ('place__isnull', True)), models.Q(('firm__isnull', False), ('household__isnull', True), ('place__isnull', True)), models.Q(('firm__isnull', True), ('household__isnull', True), ('place__isnull', False)), _connector='OR'), name='call_at_one_thing'), models.UniqueConstraint(condition=models.Q(('household__isnull', False)), fields=('district', 'campaign', 'household'), name='call_once_at_household'), models.UniqueConstraint(condition=models.Q(('firm__isnull', False)), fields=('district', 'campaign', 'firm'), name='call_once_at_firm'), models.UniqueConstraint(condition=models.Q(('place__isnull', False)), fields=('district', 'campaign', 'place'), name='call_once_at_place'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), ('done_at__isnull', False), _connector='OR'), name='call_done_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='officers', to='visits.campaign', verbose_name='走访活动')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='走访人员')),
            ],
            options={
                'verbose_name': '走访人员',
                'verbose_name_plural': '走访人员',
                'indexes': [models.Index(fields=['district', 'user'], name='officer_where')],
                'constraints': [models.UniqueConstraint(fields=('district', 'campaign', 'user'), name='officer_once', violation_error_message='这个人已经在名单里。')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('outcome', models.CharField(choices=[('TALKED', '见到了，谈过了'), ('NOBODY', '没见到人'), ('DECLINED', '不愿意走访'), ('GONE', '地址不对，找不到')], max_length=12, verbose_name='结果')),
                ('happened_at', models.DateTimeField(verbose_name='走访时间')),
                ('received_at', models.DateTimeField(verbose_name='收到时间')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='问了什么、办了什么')),
                ('answers', models.JSONField(blank=True, default=dict, verbose_name='答复')),
                ('form_version', models.PositiveIntegerField(blank=True, null=True, verbose_name='表单版本')),
                ('corrected_at', models.DateTimeField(blank=True, null=True, verbose_name='住户更正时间')),
                ('forgotten_at', models.DateTimeField(blank=True, null=True, verbose_name='删除时间')),
                ('call', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='visits.call', verbose_name='走访任务')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('officer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='走访人员')),
            ],
            options={
                'verbose_name': '走访记录',
                'verbose_name_plural': '走访记录',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'call', 'happened_at'], name='visit_of_call'), models.Index(fields=['district', 'officer', '-happened_at'], name='visit_of_officer'), models.Index(condition=models.Q(('forgotten_at__isnull', True)), fields=['district', 'happened_at'], name='visit_to_forget')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='visits_visit_key_once'), models.CheckConstraint(condition=models.Q(('happened_at__lte', models.F('received_at'))), name='visit_is_not_to_come', violation_error_message='走访时间不能晚于现在。'), models.CheckConstraint(condition=models.Q(('forgotten_at__isnull', True), models.Q(('answers', {}), ('note', ''), ('officer__isnull', True)), _connector='OR'), name='visit_forgotten_says_nothing')],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='诉求')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='visits.visit', verbose_name='走访记录')),
            ],
            options={
                'verbose_name': '走访中的诉求',
                'verbose_name_plural': '走访中的诉求',
                'constraints': [models.UniqueConstraint(fields=('district', 'visit', 'case'), name='need_once')],
            },
        ),
        migrations.CreateModel(
            name='Hazard',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('spot', models.CharField(blank=True, max_length=80, verbose_name='具体位置')),
                ('thing', models.CharField(choices=[('WIRING', '电线和充电'), ('GAS', '燃气'), ('FIRE_EXIT', '消防通道和器材'), ('STAIRS', '楼梯、扶手和照明'), ('WALLS', '外墙和高处的东西'), ('WATER', '水管、积水和屋面'), ('LIFT', '电梯'), ('ROAD', '路面和井盖'), ('OTHER', '别的设施')], max_length=12, verbose_name='哪一类设施')),
                ('text', models.CharField(max_length=300, verbose_name='哪里不安全')),
                ('reported_at', models.DateTimeField(verbose_name='上报时间')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                ('recheck_on', models.DateField(blank=True, null=True, verbose_name='复查日期')),
                ('result', models.CharField(blank=True, max_length=300, verbose_name='整改结果')),
                ('state', models.CharField(choices=[('REPORTED', '待核实'), ('CONFIRMED', '待整改'), ('FIXED', '待复查'), ('CLEARED', '已消除'), ('DISMISSED', '不是隐患')], default='REPORTED', editable=False, max_length=12, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='地点')),
                ('reported_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上报人')),
                ('unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='整改单位')),
                ('visit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.visit', verbose_name='走访记录')),
            ],
            options={
                'verbose_name': '隐患',
                'verbose_name_plural': '隐患',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'state', 'due_on'], name='hazard_by_state'), models.Index(fields=['district', 'place'], name='hazard_where'), models.Index(fields=['district', 'unit', 'state'], name='hazard_of_unit')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='visits_hazard_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='hazard_ref_once'), models.CheckConstraint(condition=models.Q(('state__in', ['REPORTED', 'DISMISSED']), models.Q(('due_on__isnull', False), ('unit__isnull', False)), _connector='OR'), name='hazard_to_fix_has_a_unit_and_a_day', violation_error_message='请写明由谁、哪天前整改。')],
            },
        ),
        migrations.CreateModel(
            name='VisitPhoto',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(blank=True, max_length=200, upload_to='', verbose_name='照片')),
                ('thumb', models.FileField(blank=True, max_length=200, upload_to='', verbose_name='小图')),
                ('state', models.CharField(choices=[('PENDING', '处理中'), ('READY', '可以看'), ('REJECTED', '不是照片')], default='PENDING', max_length=10, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='visits.visit', verbose_name='走访记录')),
            ],
            options={
                'verbose_name': '走访照片',
                'verbose_name_plural': '走访照片',
                'constraints': [models.UniqueConstraint(fields=('district', 'visit', 'sha256'), name='visit_photo_once')],
            },
        ),
    ]
