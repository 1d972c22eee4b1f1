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
            name='Occasion',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('kind', models.CharField(choices=[('MEETING', '对接会'), ('FAIR', '展会、招聘会'), ('SUGGESTION', '系统推荐'), ('CHALLENGE', '揭榜挂帅'), ('LISTING', '供需清单'), ('TRADE', '采购销售清单'), ('OTHER', '其他')], max_length=12, verbose_name='种类')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('held_on', models.DateField(verbose_name='日期')),
                ('people', models.PositiveIntegerField(blank=True, null=True, verbose_name='到场人数')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('host', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='主办单位')),
            ],
            options={
                'verbose_name': '对接活动',
                'verbose_name_plural': '对接活动',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'held_on'], name='occasion_by_day')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='introductions_occasion_key_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['MEETING', 'FAIR'])), name='occasion_is_a_gathering', violation_error_message='对接活动是对接会，或者展会、招聘会。')],
            },
        ),
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('ref', models.CharField(max_length=20, verbose_name='编号')),
                ('subject', models.CharField(max_length=120, verbose_name='为了什么')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='说明')),
                ('source', models.CharField(choices=[('MEETING', '对接会'), ('FAIR', '展会、招聘会'), ('SUGGESTION', '系统推荐'), ('CHALLENGE', '揭榜挂帅'), ('LISTING', '供需清单'), ('TRADE', '采购销售清单'), ('OTHER', '其他')], max_length=12, verbose_name='来源')),
                ('introduced_on', models.DateField(verbose_name='介绍日期')),
                ('met_on', models.DateField(blank=True, null=True, verbose_name='见面日期')),
                ('intent_on', models.DateField(blank=True, null=True, verbose_name='意向日期')),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='协议日期')),
                ('contracted_on', models.DateField(blank=True, null=True, verbose_name='合同日期')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='首次到账日期')),
                ('intent_fen', models.BigIntegerField(blank=True, null=True, verbose_name='意向金额（分）')),
                ('agreed_fen', models.BigIntegerField(blank=True, null=True, verbose_name='协议金额（分）')),
                ('contracted_fen', models.BigIntegerField(blank=True, null=True, verbose_name='合同金额（分）')),
                ('received_fen', models.BigIntegerField(blank=True, null=True, verbose_name='到账金额（分）')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='没有谈成的原因')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('is_disputed', models.BooleanField(default=False, verbose_name='双方说法不一')),
                ('asked_on', models.DateField(blank=True, null=True, verbose_name='上次询问')),
                ('ask_on', models.DateField(verbose_name='下次询问')),
                ('reached', models.CharField(choices=[('INTRODUCED', '已介绍'), ('MET', '已见面'), ('INTENT', '有意向'), ('AGREED', '已签协议'), ('CONTRACTED', '已签合同'), ('RECEIVED', '已到账'), ('FELL_THROUGH', '没有谈成')], max_length=12, verbose_name='走到哪一步')),
                ('state', models.CharField(choices=[('INTRODUCED', '已介绍'), ('MET', '已见面'), ('INTENT', '有意向'), ('AGREED', '已签协议'), ('CONTRACTED', '已签合同'), ('RECEIVED', '已到账'), ('FELL_THROUGH', '没有谈成')], default='INTRODUCED', editable=False, max_length=12, verbose_name='状态')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('occasion', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='introductions', to='introductions.occasion', verbose_name='对接活动')),
            ],
            options={
                'verbose_name': '对接',
                'verbose_name_plural': '对接',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'reached', 'introduced_on'], name='introduction_funnel'), models.Index(fields=['district', 'introduced_on', 'id'], name='introduction_by_day'), models.Index(fields=['district', 'occasion'], name='introduction_of_occasion'), models.Index(fields=['district', 'ask_on'], name='introduction_to_ask')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='introductions_introduction_key_once'), models.UniqueConstraint(fields=('district', 'ref'), name='introduction_ref_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('reason__gt', ''), ('state', 'FELL_THROUGH')), models.Q(models.Q(('state', 'FELL_THROUGH'), _negated=True), ('ended_on__isnull', True), ('reason', '')), _connector='OR'), name='introduction_end_has_a_reason', violation_error_message='没有谈成的，要写明原因。'), models.CheckConstraint(condition=models.Q(('state', 'FELL_THROUGH'), ('state', models.F('reached')), _connector='OR'), name='introduction_goes_as_far_as_it_says'), models.CheckConstraint(condition=models.Q(models.Q(('reached', 'RECEIVED'), _negated=True), models.Q(('received_fen__gt', 0), ('received_on__isnull', False)), _connector='OR'), name='introduction_received_is_dated', violation_error_message='到账要有日期和金额。')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('received_on', models.DateField(verbose_name='到账日期')),
                ('amount_fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('told_at', models.DateTimeField(verbose_name='登记时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('introduction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='introductions.introduction', verbose_name='对接')),
            ],
            options={
                'verbose_name': '到账',
                'verbose_name_plural': '到账',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'introduction'], name='payment_of')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='introductions_payment_key_once'), models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='payment_is_more_than_nothing', violation_error_message='金额要大于零。')],
            },
        ),
        migrations.CreateModel(
            name='Side',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='哪一方')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('email', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=254, null=True, verbose_name='邮箱')),
                ('phone', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=40, null=True, verbose_name='电话')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('introduction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sides', to='introductions.introduction', verbose_name='对接')),
                ('listing', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='条目')),
                ('organisation', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='单位')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '对接方',
                'verbose_name_plural': '对接方',
                'indexes': [models.Index(fields=['district', 'organisation'], name='side_of_organisation'), models.Index(fields=['district', 'listing'], name='side_of_listing')],
                'constraints': [models.UniqueConstraint(fields=('district', 'introduction', 'number'), name='side_once'), models.CheckConstraint(condition=models.Q(('number__in', [1, 2])), name='side_first_or_second')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('round', models.PositiveSmallIntegerField(verbose_name='第几次')),
                ('asked_at', models.DateTimeField(verbose_name='询问时间')),
                ('said_at', models.DateTimeField(blank=True, null=True, verbose_name='回答时间')),
                ('stage', models.CharField(blank=True, choices=[('INTRODUCED', '已介绍'), ('MET', '已见面'), ('INTENT', '有意向'), ('AGREED', '已签协议'), ('CONTRACTED', '已签合同'), ('RECEIVED', '已到账'), ('FELL_THROUGH', '没有谈成')], max_length=12, verbose_name='进展')),
                ('amount_fen', models.BigIntegerField(blank=True, null=True, verbose_name='金额（分）')),
                ('received_fen', models.BigIntegerField(blank=True, null=True, verbose_name='到账（分）')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('introduction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='introductions.introduction', verbose_name='对接')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='introductions.side', verbose_name='对接方')),
            ],
            options={
                'verbose_name': '双方说法',
                'verbose_name_plural': '双方说法',
                'indexes': [models.Index(fields=['district', 'introduction'], name='word_of_introduction')],
                'constraints': [models.UniqueConstraint(fields=('district', 'side', 'round'), name='word_asked_once'), models.CheckConstraint(condition=models.Q(models.Q(('said_at__isnull', True), ('stage', '')), models.Q(('said_at__isnull', False), ('stage__gt', '')), _connector='OR'), name='word_said_has_a_stage')],
            },
        ),
    ]
