import django.db.models.deletion
import encrypted_fields.fields
import lianxin.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('exchange', '0001_listings_slots_and_claims'),
        ('network', '0004_pairings_hours_mediators'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('about', models.CharField(blank=True, max_length=500, verbose_name='介绍')),
                ('skills', models.JSONField(default=list, verbose_name='能做什么')),
                ('is_joinable', models.BooleanField(default=True, verbose_name='接受申请')),
                ('areas', models.ManyToManyField(related_name='+', to='network.place', verbose_name='服务片区')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='team', to='network.organisation', verbose_name='单位')),
            ],
            options={
                'verbose_name': '志愿队',
                'verbose_name_plural': '志愿队',
            },
        ),
        migrations.CreateModel(
            name='Volunteer',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('ref', models.CharField(max_length=20, verbose_name='志愿者编号')),
                ('name', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=60, null=True, verbose_name='姓名')),
                ('phone', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=40, null=True, verbose_name='电话')),
                ('phone_index', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='语言')),
                ('skills', models.JSONField(default=list, verbose_name='能做什么')),
                ('spare', models.JSONField(default=list, verbose_name='什么时候有空')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='想说的话')),
                ('is_open', models.BooleanField(default=False, verbose_name='愿意被附近的队伍找到')),
                ('wants_calls', models.BooleanField(default=False, verbose_name='可以打我电话')),
                ('registered_at', models.DateTimeField(verbose_name='登记时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('place', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='住在哪里')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '志愿者',
                'verbose_name_plural': '志愿者',
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('is_open', True)), fields=['district', 'place'], name='volunteer_open')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='volunteering_volunteer_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='volunteer_ref_once'), models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('district', 'user'), name='volunteer_account_once'), models.CheckConstraint(condition=models.Q(('is_open', False), ('place__isnull', False), _connector='OR'), name='volunteer_open_somewhere', violation_error_message='请选您住在哪个社区，附近的队伍才找得到您。')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('in_at', models.DateTimeField(blank=True, null=True, verbose_name='签到')),
                ('in_how', models.CharField(blank=True, choices=[('QR', '扫码'), ('CODE', '数字码'), ('LIST', '组织者点名'), ('AUTO', '到点自动签退')], max_length=6, verbose_name='签到方式')),
                ('out_at', models.DateTimeField(blank=True, null=True, verbose_name='签退')),
                ('out_how', models.CharField(blank=True, choices=[('QR', '扫码'), ('CODE', '数字码'), ('LIST', '组织者点名'), ('AUTO', '到点自动签退')], max_length=6, verbose_name='签退方式')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='记录时长（分钟）')),
                ('manual_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='补记时长（分钟）')),
                ('manual_why', models.CharField(blank=True, max_length=200, verbose_name='补记原因')),
                ('manual_at', models.DateTimeField(blank=True, null=True, verbose_name='补记时间')),
                ('agreed_at', models.DateTimeField(blank=True, null=True, verbose_name='复核时间')),
                ('agreed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='presence', to='exchange.claim', verbose_name='报名')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('manual_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='补记人')),
                ('slot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.slot', verbose_name='班次')),
                ('volunteer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='volunteering.volunteer', verbose_name='志愿者')),
            ],
            options={
                'verbose_name': '到岗记录',
                'verbose_name_plural': '到岗记录',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'slot'], name='presence_of_slot'), models.Index(fields=['district', 'volunteer'], name='presence_of_volunteer'), models.Index(condition=models.Q(('in_at__isnull', False), ('out_at__isnull', True)), fields=['district', 'in_at'], name='presence_open')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='volunteering_presence_key_once'), models.CheckConstraint(condition=models.Q(('out_at__isnull', True), ('out_at__gte', models.F('in_at')), _connector='OR'), name='presence_out_after_in', violation_error_message='签退不能早于签到。'), models.CheckConstraint(condition=models.Q(('agreed_by__isnull', True), models.Q(('manual_by__isnull', False), models.Q(('agreed_by', models.F('manual_by')), _negated=True)), _connector='OR'), name='presence_manual_by_two', violation_error_message='补记的时长要由另一个人复核。'), models.CheckConstraint(condition=models.Q(models.Q(('minutes__isnull', True), ('minutes__lte', 1440), _connector='OR'), models.Q(('manual_minutes__isnull', True), ('manual_minutes__lte', 1440), _connector='OR')), name='presence_within_a_day', violation_error_message='一个班次最多记 24 小时。')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('state', models.CharField(choices=[('ASKED', '等队长确认'), ('INVITED', '等本人确认'), ('JOINED', '队员'), ('LEFT', '已退出'), ('REFUSED', '未通过')], editable=False, max_length=10, verbose_name='状态')),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='volunteering.team', verbose_name='志愿队')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='volunteering.volunteer', verbose_name='志愿者')),
            ],
            options={
                'verbose_name': '队员',
                'verbose_name_plural': '队员',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'team', 'state'], name='member_of_team')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='volunteering_member_key_once'), models.UniqueConstraint(fields=('district', 'team', 'volunteer'), name='member_once')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('ref', models.CharField(max_length=20, verbose_name='证明编号')),
                ('name', encrypted_fields.fields.EncryptedCharField(max_length=60, verbose_name='姓名')),
                ('rows', models.JSONField(default=list, verbose_name='服务情况')),
                ('issued_at', models.DateTimeField(verbose_name='出具时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('revoked_why', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('issuer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='出具组织')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='volunteering.volunteer', verbose_name='志愿者')),
            ],
            options={
                'verbose_name': '志愿服务记录证明',
                'verbose_name_plural': '志愿服务记录证明',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='volunteering_certificate_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='certificate_ref_once')],
            },
        ),
        migrations.CreateModel(
            name='Diary',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('mark', models.CharField(max_length=64)),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
            ],
            options={
                'verbose_name': '日程锁',
                'verbose_name_plural': '日程锁',
                'constraints': [models.UniqueConstraint(fields=('district', 'mark'), name='diary_once')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('text', models.CharField(max_length=500, verbose_name='哪里不对')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('due_at', models.DateTimeField(verbose_name='时限')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                ('state', models.CharField(choices=[('ASKED', '待答复'), ('ESCALATED', '已上报'), ('ANSWERED', '已答复')], editable=False, max_length=10, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='答复单位')),
                ('presence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='volunteering.presence', verbose_name='到岗记录')),
            ],
            options={
                'verbose_name': '时长更正',
                'verbose_name_plural': '时长更正',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'state', 'due_at'], name='correction_due'), models.Index(fields=['district', 'unit', 'state'], name='correction_of_unit')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='volunteering_correction_key_once'), models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('district', 'presence'), name='correction_one_at_a_time', violation_error_message='这一条已经提出更正，正在等答复。')],
            },
        ),
    ]
