import django.db.models.deletion
import lianxin.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deliberation', '0001_halls_topics_and_ballots'),
        ('network', '0004_pairings_hours_mediators'),
        ('questions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('about', models.TextField(max_length=2000, verbose_name='为什么问、结果怎么用')),
                ('closes_at', models.DateTimeField(verbose_name='截止时间')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='开始时间')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='说明期限')),
                ('tally', models.JSONField(default=dict, editable=False, verbose_name='计数')),
                ('answer', models.TextField(blank=True, max_length=4000, verbose_name='结果怎么用了')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='说明时间')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='取消的原因')),
                ('state', models.CharField(choices=[('DRAFT', '准备中'), ('OPEN', '填写中'), ('CLOSED', '已截止'), ('CONCLUDED', '已说明用处'), ('CALLED_OFF', '已取消')], default='DRAFT', editable=False, max_length=10, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('form', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questions.form', verbose_name='问题')),
                ('hall', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.hall', verbose_name='议事厅')),
            ],
            options={
                'verbose_name': '问卷',
                'verbose_name_plural': '问卷',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'hall'], name='survey_of_hall'), models.Index(fields=['district', 'state', 'closes_at'], name='survey_to_close')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='deliberation_survey_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='survey_ref_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CONCLUDED'), _negated=True), models.Q(('answer__gt', ''), ('answered_at__isnull', False)), _connector='OR'), name='survey_used_is_explained', violation_error_message='请写明结果怎么用了。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CALLED_OFF'), _negated=True), ('reason__gt', ''), _connector='OR'), name='survey_called_off_has_a_reason', violation_error_message='取消问卷要写明原因。')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField(verbose_name='回答')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('survey', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.survey', verbose_name='问卷')),
            ],
            options={
                'verbose_name': '答卷',
                'verbose_name_plural': '答卷',
                'indexes': [models.Index(fields=['district', 'survey'], name='reply_to_survey')],
            },
        ),
    ]
