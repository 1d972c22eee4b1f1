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
            name='Study',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('area', models.CharField(choices=[('GOVERNANCE', '基层治理'), ('ECONOMY', '经济发展'), ('INDUSTRY', '科技产业'), ('SPACE', '城市建设'), ('ENVIRONMENT', '生态环境'), ('EDUCATION', '教育人才'), ('HEALTH', '健康养老'), ('CULTURE', '文化旅游'), ('LAW', '法治平安')], max_length=12, verbose_name='领域')),
                ('title', models.CharField(max_length=120, verbose_name='题目')),
                ('question', models.TextField(max_length=2000, verbose_name='要弄清什么')),
                ('plan', models.TextField(blank=True, max_length=2000, verbose_name='怎么调研')),
                ('summary', models.TextField(blank=True, max_length=4000, verbose_name='主要结论和建议')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='理由')),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('due_on', models.DateField(verbose_name='报告期限')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='报告时间')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='公开时间')),
                ('state', models.CharField(choices=[('ASKED', '组队中'), ('RUNNING', '调研中'), ('REPORTED', '等答复'), ('ADOPTED', '已采纳'), ('PARTLY', '部分采纳'), ('TURNED_DOWN', '未采纳'), ('DROPPED', '已停止')], default='ASKED', editable=False, max_length=12, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='提出单位')),
            ],
            options={
                'verbose_name': '调研',
                'verbose_name_plural': '调研',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'unit', '-asked_at'], name='study_of_unit'), models.Index(fields=['district', 'state', '-asked_at'], name='study_by_state'), models.Index(condition=models.Q(('published_at__isnull', False)), fields=['district', '-published_at'], name='study_published')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='studies_study_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='study_ref_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['REPORTED', 'ADOPTED', 'PARTLY', 'TURNED_DOWN']), _negated=True), models.Q(('reported_at__isnull', False), ('summary__gt', '')), _connector='OR'), name='study_reported_has_a_summary', violation_error_message='报告要写明主要结论和建议。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ADOPTED', 'PARTLY', 'TURNED_DOWN', 'DROPPED']), _negated=True), ('reason__gt', ''), _connector='OR'), name='study_end_has_a_reason', violation_error_message='采纳或不采纳、停止，都要写明理由。'), models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('state__in', ('ADOPTED', 'PARTLY', 'TURNED_DOWN')), _connector='OR'), name='study_published_is_answered', violation_error_message='答复以后才能公开。')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('part', models.CharField(blank=True, max_length=120, verbose_name='做什么')),
                ('invited_at', models.DateTimeField(verbose_name='邀请时间')),
                ('consented_at', models.DateTimeField(blank=True, null=True, verbose_name='同意时间')),
                ('declined_at', models.DateTimeField(blank=True, null=True, verbose_name='不参加的时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('organisation', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='单位')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
                ('study', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='studies.study', verbose_name='调研')),
            ],
            options={
                'verbose_name': '调研成员',
                'verbose_name_plural': '调研成员',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'user'], name='study_of_person'), models.Index(fields=['district', 'organisation'], name='study_of_organisation')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='studies_member_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('user__isnull', True)), models.Q(('organisation__isnull', True), ('user__isnull', False)), _connector='OR'), name='member_is_unit_or_person'), models.CheckConstraint(condition=models.Q(('consented_at__isnull', True), ('declined_at__isnull', True), _connector='OR'), name='member_says_one_thing'), models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('district', 'study', 'organisation'), name='study_unit_once'), models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('district', 'study', 'user'), name='study_person_once')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('size', models.PositiveIntegerField(verbose_name='大小')),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(max_length=200, upload_to='', verbose_name='文件')),
                ('added_at', models.DateTimeField(verbose_name='上传时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('study', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='studies.study', verbose_name='调研')),
            ],
            options={
                'verbose_name': '报告文件',
                'verbose_name_plural': '报告文件',
                'constraints': [models.UniqueConstraint(fields=('district', 'study', 'sha256'), name='study_document_once')],
            },
        ),
    ]
