import django.db.models.deletion
import lianxin.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0005_pairings_apart_by_agreement'),
        ('network', '__first__'),
        ('visits', '0003_renewed_cards'),
    ]

    operations = [
        migrations.CreateModel(
            name='Thanks',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('starts_on', models.DateField(verbose_name='从哪天')),
                ('ends_on', models.DateField(verbose_name='到哪天')),
                ('text', models.CharField(max_length=600, verbose_name='想说的话')),
                ('figures', models.JSONField(blank=True, default=dict, editable=False, verbose_name='数字')),
                ('made_at', models.DateTimeField(verbose_name='起草时间')),
                ('state', models.CharField(choices=[('DRAFT', '等本人同意'), ('SENT', '已发出'), ('DROPPED', '不发了')], default='DRAFT', editable=False, max_length=12, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('to', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='感谢谁')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='致谢单位')),
            ],
            options={
                'verbose_name': '感谢信',
                'verbose_name_plural': '感谢信',
                'abstract': False,
                'indexes': [models.Index(fields=['district', '-made_at'], name='thanks_newest'), models.Index(fields=['district', 'to', 'state'], name='thanks_to')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='visits_thanks_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='thanks_ref_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='thanks_runs_forward', violation_error_message='结束日期不能早于开始日期。'), models.CheckConstraint(condition=models.Q(('unit', models.F('to')), _negated=True), name='thanks_to_another', violation_error_message='感谢信写给别的单位。')],
            },
        ),
        migrations.CreateModel(
            name='Named',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('is_agreed', models.BooleanField(blank=True, null=True, verbose_name='同意写名字')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='本人')),
                ('thanks', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='named', to='visits.thanks', verbose_name='感谢信')),
            ],
            options={
                'verbose_name': '感谢信里的名字',
                'verbose_name_plural': '感谢信里的名字',
                'indexes': [models.Index(fields=['district', 'user'], name='named_who')],
                'constraints': [models.UniqueConstraint(fields=('district', 'thanks', 'user'), name='named_once', violation_error_message='这个人已经写过。')],
            },
        ),
    ]
