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
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('question', models.CharField(max_length=200, verbose_name='问题')),
                ('is_secret', models.BooleanField(default=True, verbose_name='无记名')),
                ('most', models.PositiveSmallIntegerField(default=1, verbose_name='最多选几项')),
                ('quorum', models.PositiveIntegerField(default=0, verbose_name='至少多少人投票才有效')),
                ('rule', models.CharField(choices=[('MOST', '得票最多的通过'), ('HALF', '过半数才通过')], max_length=10, verbose_name='怎样算通过')),
                ('opens_at', models.DateTimeField(verbose_name='开始时间')),
                ('closes_at', models.DateTimeField(verbose_name='截止时间')),
                ('codes', models.PositiveIntegerField(default=0, verbose_name='发出的投票码')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='计票摘要')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='取消的原因')),
                ('state', models.CharField(choices=[('DRAFT', '准备中'), ('OPEN', '投票中'), ('COUNTED', '已计票'), ('CALLED_OFF', '已取消')], default='DRAFT', editable=False, max_length=10, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
            ],
            options={
                'verbose_name': '投票',
                'verbose_name_plural': '投票',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'state', 'closes_at'], name='ballot_to_count')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='deliberation_ballot_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='ballot_ref_once'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='ballot_runs_forward', violation_error_message='截止时间要晚于开始时间。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'COUNTED'), _negated=True), ('digest__gt', ''), _connector='OR'), name='ballot_counted_is_sealed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CALLED_OFF'), _negated=True), ('reason__gt', ''), _connector='OR'), name='ballot_called_off_has_a_reason', violation_error_message='取消投票要写明原因。')],
            },
        ),
        migrations.CreateModel(
            name='Hall',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('code', models.SlugField(max_length=40, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='议什么')),
                ('policy', models.TextField(max_length=4000, verbose_name='议事约定')),
                ('opened_on', models.DateField(verbose_name='开设日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='关闭日期')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='哪里的')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='主持单位')),
            ],
            options={
                'verbose_name': '议事厅',
                'verbose_name_plural': '议事厅',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'place'], name='hall_of_place')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='deliberation_hall_key_once'), models.UniqueConstraint(fields=('district', 'code'), name='hall_code_once'), models.CheckConstraint(condition=models.Q(('policy__gt', '')), name='hall_has_a_policy', violation_error_message='议事厅要写明议事约定。')],
            },
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('text', models.CharField(max_length=200, verbose_name='选项')),
                ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.ballot', verbose_name='投票')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
            ],
            options={
                'verbose_name': '选项',
                'verbose_name_plural': '选项',
                'constraints': [models.UniqueConstraint(fields=('district', 'ballot', 'number'), name='option_in_one_order')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('text', models.TextField(max_length=1000, verbose_name='内容')),
                ('shown_as', models.CharField(max_length=40, verbose_name='署名')),
                ('is_official', models.BooleanField(default=False, verbose_name='单位发言')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('flags', models.PositiveIntegerField(default=0, verbose_name='被举报次数')),
                ('hidden_for', models.CharField(blank=True, choices=[('PERSONAL', '写了别人的姓名、电话、住址'), ('INSULT', '辱骂、攻击别人'), ('ADVERT', '广告'), ('UNLAWFUL', '违反法律法规'), ('SINGLE', '一家一户的事，请用“我要反映”'), ('ELSEWHERE', '不是这个议事厅管的地方'), ('OFF_TOPIC', '和这个议题无关'), ('REPEATED', '重复发表')], max_length=12, verbose_name='不公开的原因')),
                ('state', models.CharField(choices=[('WAITING', '待公开'), ('SHOWN', '已公开'), ('HIDDEN', '未公开')], default='WAITING', editable=False, max_length=10, verbose_name='状态')),
                ('by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发言人')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('parent', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.remark', verbose_name='回应')),
            ],
            options={
                'verbose_name': '发言',
                'verbose_name_plural': '发言',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'state', 'at'], name='remark_by_state')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='deliberation_remark_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'HIDDEN'), _negated=True), ('hidden_for__gt', ''), _connector='OR'), name='remark_hidden_has_a_reason', violation_error_message='不公开要选原因。')],
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('who', models.CharField(editable=False, max_length=64)),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('remark', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.remark', verbose_name='发言')),
            ],
            options={
                'verbose_name': '举报',
                'verbose_name_plural': '举报',
                'constraints': [models.UniqueConstraint(fields=('district', 'remark', 'who'), name='flag_once')],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('kind', models.CharField(choices=[('TOPIC', '议题'), ('PROPOSAL', '建议')], max_length=10, verbose_name='种类')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('text', models.TextField(max_length=4000, verbose_name='内容')),
                ('shown_as', models.CharField(max_length=40, verbose_name='署名')),
                ('raised_at', models.DateTimeField(verbose_name='提出时间')),
                ('shown_at', models.DateTimeField(blank=True, null=True, verbose_name='公开时间')),
                ('appealed_at', models.DateTimeField(blank=True, null=True, verbose_name='请求再看的时间')),
                ('first_due_at', models.DateTimeField(blank=True, null=True, verbose_name='原答复期限')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='答复期限')),
                ('outcome', models.CharField(blank=True, choices=[('ADOPTED', '采纳'), ('PARTLY', '部分采纳'), ('NOT_ADOPTED', '不采纳'), ('EXPLAINED', '说明情况')], max_length=12, verbose_name='结果')),
                ('answer', models.TextField(blank=True, max_length=4000, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                ('hidden_for', models.CharField(blank=True, choices=[('PERSONAL', '写了别人的姓名、电话、住址'), ('INSULT', '辱骂、攻击别人'), ('ADVERT', '广告'), ('UNLAWFUL', '违反法律法规'), ('SINGLE', '一家一户的事，请用“我要反映”'), ('ELSEWHERE', '不是这个议事厅管的地方'), ('OFF_TOPIC', '和这个议题无关'), ('REPEATED', '重复发表')], max_length=12, verbose_name='不公开的原因')),
                ('supports', models.PositiveIntegerField(default=0, verbose_name='附议人数')),
                ('state', models.CharField(choices=[('HANDED_IN', '待公开'), ('OPEN', '讨论中'), ('HIDDEN', '未公开'), ('MERGED', '已合并'), ('WITHDRAWN', '已撤回'), ('ANSWERED', '已答复'), ('DONE', '已落实')], default='HANDED_IN', editable=False, max_length=12, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('hall', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.hall', verbose_name='议事厅')),
                ('merged_into', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.topic', verbose_name='并入')),
                ('raised_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='答复单位')),
            ],
            options={
                'verbose_name': '议题',
                'verbose_name_plural': '议题',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'hall', '-raised_at'], name='topic_of_hall'), models.Index(fields=['district', 'state', '-raised_at'], name='topic_by_state'), models.Index(fields=['district', 'unit', 'due_at'], name='topic_to_answer')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='deliberation_topic_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='topic_ref_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'OPEN'), _negated=True), models.Q(('due_at__isnull', False), ('first_due_at__isnull', False), ('shown_at__isnull', False)), _connector='OR'), name='topic_shown_has_a_promise', violation_error_message='公开的议题要有答复期限。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ANSWERED', 'DONE']), _negated=True), models.Q(('answer__gt', ''), ('answered_at__isnull', False), ('outcome__gt', '')), _connector='OR'), name='topic_answer_is_whole', violation_error_message='正式答复要写明结果和理由。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'HIDDEN'), _negated=True), ('hidden_for__gt', ''), _connector='OR'), name='topic_hidden_has_a_reason', violation_error_message='不公开要选原因。'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'MERGED'), models.Q(('merged_into', models.F('id')), _negated=True)), models.Q(models.Q(('state', 'MERGED'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='topic_merged_into_another', violation_error_message='请选择并入哪一个议题。')],
            },
        ),
        migrations.CreateModel(
            name='Support',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('who', models.CharField(editable=False, max_length=64)),
                ('phone', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=40, null=True, verbose_name='手机')),
                ('email', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name='邮箱')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='语言')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='附议人')),
                ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.topic', verbose_name='议题')),
            ],
            options={
                'verbose_name': '附议',
                'verbose_name_plural': '附议',
                'constraints': [models.UniqueConstraint(fields=('district', 'topic', 'who'), name='support_once', violation_error_message='您已经附议过了。')],
            },
        ),
        migrations.AddField(
            model_name='remark',
            name='topic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.topic', verbose_name='议题'),
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='加入时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='组员')),
                ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.topic', verbose_name='议题')),
            ],
            options={
                'verbose_name': '小组成员',
                'verbose_name_plural': '小组成员',
                'constraints': [models.UniqueConstraint(fields=('district', 'topic', 'user'), name='topic_member_once')],
            },
        ),
        migrations.AddField(
            model_name='ballot',
            name='topic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.topic', verbose_name='议题'),
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('phone', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=40, null=True, verbose_name='手机')),
                ('email', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name='邮箱')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='语言')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('topic', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='author', to='deliberation.topic', verbose_name='议题')),
            ],
            options={
                'verbose_name': '提出人',
                'verbose_name_plural': '提出人',
            },
        ),
        migrations.CreateModel(
            name='Voter',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('who', models.CharField(editable=False, max_length=64)),
                ('has_voted', models.BooleanField(default=False, verbose_name='已投票')),
                ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.ballot', verbose_name='投票')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='投票人')),
            ],
            options={
                'verbose_name': '投票人',
                'verbose_name_plural': '投票人',
                'constraints': [models.UniqueConstraint(fields=('district', 'ballot', 'who'), name='voter_once')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('receipt', models.CharField(max_length=24, verbose_name='回执')),
                ('chosen', models.JSONField(verbose_name='所选')),
                ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.ballot', verbose_name='投票')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('voter', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.voter', verbose_name='投票人')),
            ],
            options={
                'verbose_name': '选票',
                'verbose_name_plural': '选票',
                'constraints': [models.UniqueConstraint(fields=('district', 'ballot', 'receipt'), name='vote_receipt_once')],
            },
        ),
        migrations.AddIndex(
            model_name='remark',
            index=models.Index(fields=['district', 'topic', 'at'], name='remark_of_topic'),
        ),
        migrations.AddIndex(
            model_name='ballot',
            index=models.Index(fields=['district', 'topic'], name='ballot_of_topic'),
        ),
    ]
