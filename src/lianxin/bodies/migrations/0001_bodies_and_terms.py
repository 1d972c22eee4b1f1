import django.core.validators
import django.db.models.deletion
import encrypted_fields.fields
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
            name='Body',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('COUNCIL', '联席会议'), ('COMMITTEE', '委员会'), ('PARK', '园区委员会'), ('ALLIANCE', '联盟'), ('ASSOCIATION', '兴趣协会'), ('GROUP', '专门小组')], max_length=12, verbose_name='类型')),
                ('about', models.TextField(max_length=2000, verbose_name='做什么')),
                ('begun_on', models.DateField(verbose_name='成立日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('convener', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='召集单位')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('parent', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='bodies.body', verbose_name='上级机构')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='地点')),
            ],
            options={
                'verbose_name': '议事机构',
                'verbose_name_plural': '议事机构',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'kind', 'begun_on'], name='body_by_kind'), models.Index(fields=['district', 'convener'], name='body_of_convener'), models.Index(fields=['district', 'parent'], name='body_within')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='bodies_body_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='body_ref_once'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('begun_on')), _connector='OR'), name='body_ends_after_it_began', violation_error_message='结束日期不能早于成立日期。'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'GROUP'), _negated=True), ('parent__isnull', False), _connector='OR'), name='body_group_is_within_one', violation_error_message='专门小组要设在一个机构里。'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='body_is_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('title', models.CharField(max_length=60, verbose_name='职务')),
                ('seats', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='名额')),
                ('nominate_until_on', models.DateField(verbose_name='报名到')),
                ('vote_until_on', models.DateField(verbose_name='投票到')),
                ('starts_on', models.DateField(verbose_name='任期开始')),
                ('ends_on', models.DateField(verbose_name='任期结束')),
                ('state', models.CharField(choices=[('CALLED', '进行中'), ('COUNTED', '已计票'), ('CALLED_OFF', '已取消')], default='CALLED', editable=False, max_length=12, verbose_name='状态')),
                ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='elections', to='bodies.body', verbose_name='机构')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
            ],
            options={
                'verbose_name': '选举',
                'verbose_name_plural': '选举',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'body', 'vote_until_on'], name='election_of_body')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='bodies_election_key_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('starts_on__gt', models.F('vote_until_on')), ('vote_until_on__gt', models.F('nominate_until_on'))), name='election_days_in_order', violation_error_message='先报名，再投票，然后任期开始，日期要按这个顺序。'), models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='election_has_a_seat')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('name', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=60, null=True, verbose_name='称呼')),
                ('phone', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=40, null=True, verbose_name='电话')),
                ('email', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name='邮箱')),
                ('phone_index', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='语言')),
                ('shown_as', models.CharField(blank=True, max_length=60, verbose_name='公开的称呼')),
                ('email_index', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('starts_on', models.DateField(verbose_name='加入日期')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='最后一天')),
                ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='bodies.body', verbose_name='机构')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('home', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='所在单位')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '成员',
                'verbose_name_plural': '成员',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'body', 'starts_on'], name='member_of_body'), models.Index(fields=['district', 'user'], name='member_where')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='bodies_member_key_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='member_runs_forward', violation_error_message='最后一天不能早于加入日期。'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('user__isnull', False)), fields=('district', 'body', 'user'), name='member_once_by_account'), models.UniqueConstraint(condition=models.Q(('email_index__gt', ''), ('ends_on__isnull', True)), fields=('district', 'body', 'email_index'), name='member_once_by_email'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('phone_index__gt', '')), fields=('district', 'body', 'phone_index'), name='member_once_by_phone')],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='参选的称呼')),
                ('statement', models.CharField(max_length=500, verbose_name='想做什么')),
                ('votes', models.PositiveIntegerField(default=0, editable=False, verbose_name='得票')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('election', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='bodies.election', verbose_name='选举')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.member', verbose_name='成员')),
            ],
            options={
                'verbose_name': '候选人',
                'verbose_name_plural': '候选人',
                'constraints': [models.UniqueConstraint(fields=('district', 'election', 'member'), name='candidate_once')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('title', models.CharField(max_length=60, verbose_name='职务')),
                ('starts_on', models.DateField(verbose_name='任期开始')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='任期结束')),
                ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='bodies.body', verbose_name='机构')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='bodies.member', verbose_name='成员')),
            ],
            options={
                'verbose_name': '机构职务',
                'verbose_name_plural': '机构职务',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'body', 'starts_on'], name='office_of_body'), models.Index(fields=['district', 'member'], name='office_of_member')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='bodies_office_key_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='office_runs_forward', violation_error_message='任期结束不能早于任期开始。')],
            },
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('name', models.CharField(max_length=60, verbose_name='公开的称呼')),
                ('phone', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=40, null=True, verbose_name='电话')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='最后一天')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('host', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='聘请单位')),
                ('place', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='楼栋')),
                ('unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='服务的单位')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '楼长和联络点',
                'verbose_name_plural': '楼长和联络点',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'place', 'starts_on'], name='point_of_place'), models.Index(fields=['district', 'unit', 'starts_on'], name='point_of_unit')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='bodies_point_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('place__isnull', False), ('unit__isnull', True)), models.Q(('place__isnull', True), ('unit__isnull', False)), _connector='OR'), name='point_of_a_building_or_a_unit', violation_error_message='请选一栋楼，或者一个单位。'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='point_runs_forward', violation_error_message='最后一天不能早于开始日期。')],
            },
        ),
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(editable=False, verbose_name='客户端键')),
                ('name', encrypted_fields.fields.EncryptedCharField(max_length=60, verbose_name='称呼')),
                ('email', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name='邮箱')),
                ('phone', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=40, null=True, verbose_name='手机')),
                ('shown_as', models.CharField(blank=True, max_length=60, verbose_name='公开的称呼')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='语言')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('expires_at', models.DateTimeField(verbose_name='有效至')),
                ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body', verbose_name='机构')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('invited_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='邀请人')),
            ],
            options={
                'verbose_name': '待本人确认的报名',
                'verbose_name_plural': '待本人确认的报名',
                'indexes': [models.Index(fields=['district', 'expires_at'], name='sign_up_expiry')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='sign_up_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('starts_on', models.DateField(verbose_name='第一天')),
                ('ends_on', models.DateField(verbose_name='最后一天')),
                ('report', models.TextField(blank=True, max_length=4000, verbose_name='履职报告')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='交报告的时间')),
                ('state', models.CharField(choices=[('OPEN', '未报告'), ('REPORTED', '已报告'), ('CLOSED', '已结清')], default='OPEN', editable=False, max_length=10, verbose_name='状态')),
                ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='bodies.body', verbose_name='机构')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='轮值单位')),
            ],
            options={
                'verbose_name': '轮值任期',
                'verbose_name_plural': '轮值任期',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'body', 'starts_on'], name='term_of_body'), models.Index(fields=['district', 'state', 'ends_on'], name='term_to_report')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='bodies_term_key_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='term_runs_forward', violation_error_message='最后一天不能早于第一天。'), models.CheckConstraint(condition=models.Q(('state', 'OPEN'), models.Q(('report__gt', ''), ('reported_at__isnull', False)), _connector='OR'), name='term_reported_has_a_report', violation_error_message='履职报告要写明做了什么。')],
            },
        ),
        migrations.CreateModel(
            name='UnitMember',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('starts_on', models.DateField(verbose_name='加入日期')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='最后一天')),
                ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='bodies.body', verbose_name='机构')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='成员单位')),
            ],
            options={
                'verbose_name': '成员单位',
                'verbose_name_plural': '成员单位',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'body', 'starts_on'], name='unit_member_of_body'), models.Index(fields=['district', 'unit'], name='unit_member_where')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='bodies_unitmember_key_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='unit_member_runs_forward', violation_error_message='最后一天不能早于加入日期。')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('election', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='bodies.election', verbose_name='选举')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.member', verbose_name='成员')),
            ],
            options={
                'verbose_name': '投过票',
                'verbose_name_plural': '投过票',
                'constraints': [models.UniqueConstraint(fields=('district', 'election', 'member'), name='one_member_one_vote')],
            },
        ),
    ]
