import datetime
import django.db.models.deletion
import lianxin.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('exchange', '0004_recurring_orders'),
        ('network', '0004_pairings_hours_mediators'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='说明')),
                ('way', models.CharField(choices=[('SPACE', '空间换资源'), ('MUTUAL', '利益互补'), ('PROJECT', '项目制资金')], max_length=10, verbose_name='合作方式')),
                ('terms', models.JSONField(default=list, verbose_name='条款')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='到期日期')),
                ('host_signed_at', models.DateTimeField(blank=True, null=True, verbose_name='社区一方签署时间')),
                ('partner_signed_at', models.DateTimeField(blank=True, null=True, verbose_name='合伙人一方签署时间')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='终止原因')),
                ('remind_on', models.DateField(default=datetime.date(9999, 1, 1), verbose_name='下次到期提醒')),
                ('made_at', models.DateTimeField(verbose_name='起草时间')),
                ('state', models.CharField(choices=[('DRAFT', '待签'), ('HALF_SIGNED', '一方已签'), ('SIGNED', '双方已签'), ('ENDED', '提前终止'), ('DROPPED', '未签成')], default='DRAFT', editable=False, max_length=12, verbose_name='状态')),
                ('claim', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.claim', verbose_name='来自申请')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('host', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='社区一方')),
                ('host_signed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='社区一方签署人')),
                ('listing', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='来自条目')),
                ('partner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='合伙人一方')),
                ('partner_signed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='合伙人一方签署人')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='地点')),
                ('renews', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='partnering.agreement', verbose_name='续签自')),
            ],
            options={
                'verbose_name': '合伙协议',
                'verbose_name_plural': '合伙协议',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'host', '-made_at'], name='agreement_of_host'), models.Index(fields=['district', 'partner', '-made_at'], name='agreement_of_partner'), models.Index(fields=['district', 'state', '-made_at'], name='agreement_by_state'), models.Index(fields=['district', 'remind_on'], name='agreement_to_remind'), models.Index(condition=models.Q(('claim__isnull', False)), fields=['district', 'claim'], name='agreement_of_claim')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='partnering_agreement_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='agreement_ref_once'), models.UniqueConstraint(condition=models.Q(('renews__isnull', False), models.Q(('state', 'DROPPED'), _negated=True)), fields=('district', 'renews'), name='agreement_renewed_once', violation_error_message='这份协议已经续签。'), models.CheckConstraint(condition=models.Q(('host', models.F('partner')), _negated=True), name='agreement_is_between_two', violation_error_message='双方不能是同一个单位。'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='agreement_runs_forward', violation_error_message='到期日期不能早于开始日期。'), models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'HALF_SIGNED', 'DROPPED']), models.Q(('host_signed_at__isnull', False), ('partner_signed_at__isnull', False)), _connector='OR'), name='agreement_in_force_is_signed_by_both', violation_error_message='双方都签了才生效。'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('reason__gt', ''), ('state', 'ENDED')), models.Q(models.Q(('state', 'ENDED'), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='agreement_end_has_a_reason', violation_error_message='提前终止要写明日期和原因。')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('term', models.PositiveSmallIntegerField(verbose_name='第几条')),
                ('given_on', models.DateField(verbose_name='日期')),
                ('amount', models.BigIntegerField(verbose_name='数量（百分之一单位）')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('told_by', models.CharField(choices=[('HOST', '社区一方'), ('PARTNER', '合伙人一方')], max_length=8, verbose_name='登记方')),
                ('told_at', models.DateTimeField(verbose_name='登记时间')),
                ('objection', models.CharField(blank=True, max_length=500, verbose_name='异议')),
                ('state', models.CharField(choices=[('RECORDED', '待对方确认'), ('CONFIRMED', '对方已确认'), ('DISPUTED', '有异议'), ('WITHDRAWN', '已撤回')], default='RECORDED', editable=False, max_length=10, verbose_name='状态')),
                ('agreement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='partnering.agreement', verbose_name='协议')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
            ],
            options={
                'verbose_name': '交付',
                'verbose_name_plural': '交付',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'agreement', 'given_on'], name='handover_of')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='partnering_handover_key_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='handover_is_more_than_nothing', violation_error_message='数量要大于零。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'DISPUTED'), _negated=True), ('objection__gt', ''), _connector='OR'), name='handover_dispute_has_words', violation_error_message='有异议要写明哪里不对。')],
            },
        ),
    ]
