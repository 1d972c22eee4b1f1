import django.db.models.deletion
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
            name='Call',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='附言')),
                ('state', models.CharField(choices=[('OPEN', '邀请中'), ('ENOUGH', '意向已够'), ('OVER', '到期'), ('ENDED', '已结束')], default='OPEN', max_length=8, verbose_name='状态')),
                ('wave', models.PositiveSmallIntegerField(default=0, verbose_name='第几批')),
                ('next_at', models.DateTimeField(verbose_name='下次查看')),
                ('deadline_at', models.DateTimeField(verbose_name='截止')),
                ('opened_at', models.DateTimeField(verbose_name='开始')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='结束')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('need', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='需求')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
            ],
            options={
                'verbose_name': '邀请轮次',
                'verbose_name_plural': '邀请轮次',
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'OPEN')), fields=['district', 'next_at'], name='call_due')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='matching_call_key_once'), models.UniqueConstraint(condition=models.Q(('state', 'OPEN')), fields=('district', 'need'), name='call_one_open', violation_error_message='这项需求已经在邀请了。')],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('asker_id', models.UUIDField(verbose_name='为谁推荐')),
                ('why', models.CharField(choices=[('FIELD', '不是一个领域'), ('FAR', '太远'), ('TIME', '时间不合适'), ('TERMS', '条件或待遇不合适'), ('KNOWN', '已经知道或联系过'), ('STALE', '信息过时或不实'), ('OTHER', '其他原因')], max_length=8, verbose_name='原因')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('listing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='条目')),
            ],
            options={
                'verbose_name': '不相关',
                'verbose_name_plural': '不相关',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'why'], name='feedback_by_reason')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='matching_feedback_key_once'), models.UniqueConstraint(fields=('district', 'asker_id', 'listing'), name='feedback_once')],
            },
        ),
        migrations.CreateModel(
            name='Firm',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='做什么的')),
                ('fields', models.JSONField(default=list, verbose_name='领域')),
                ('founded_in', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='成立年份')),
                ('staff', models.PositiveIntegerField(blank=True, null=True, verbose_name='员工人数')),
                ('revenue', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='上年营业收入（元）')),
                ('certificates', models.JSONField(blank=True, null=True, verbose_name='企业资质')),
                ('changed_at', models.DateTimeField(verbose_name='修改时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='单位')),
            ],
            options={
                'verbose_name': '企业情况',
                'verbose_name_plural': '企业情况',
                'constraints': [models.UniqueConstraint(fields=('district', 'organisation'), name='firm_once')],
            },
        ),
        migrations.CreateModel(
            name='Invite',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reasons', models.JSONField(default=list, verbose_name='理由')),
                ('wave', models.PositiveSmallIntegerField(verbose_name='第几批')),
                ('sent_at', models.DateTimeField(verbose_name='发出时间')),
                ('reminders', models.PositiveSmallIntegerField(default=0, verbose_name='提醒次数')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='提醒时间')),
                ('answer', models.CharField(blank=True, choices=[('INTERESTED', '有意向'), ('NOT_NOW', '暂时不行')], max_length=12, verbose_name='回复')),
                ('not_now', models.CharField(blank=True, choices=[('BUSY', '近期排满了'), ('NOT_OURS', '不是我们的方向'), ('TERMS', '条件谈不拢'), ('LATER', '以后可以再问'), ('OTHER', '其他原因')], max_length=8, verbose_name='原因')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='回复时间')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invites', to='matching.call', verbose_name='轮次')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('fits', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='凭什么邀请')),
                ('need', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='需求')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='单位')),
            ],
            options={
                'verbose_name': '邀请',
                'verbose_name_plural': '邀请',
                'indexes': [models.Index(fields=['district', 'organisation'], name='invite_of_unit')],
                'constraints': [models.UniqueConstraint(fields=('district', 'need', 'organisation'), name='invite_once_for_a_need'), models.CheckConstraint(condition=models.Q(('reminders__lte', 2)), name='invite_two_reminders_at_most'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'NOT_NOW'), _negated=True), models.Q(('not_now', ''), _negated=True), _connector='OR'), name='invite_not_now_has_a_reason', violation_error_message='请选一个原因。')],
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('is_on', models.BooleanField(default=False, verbose_name='正在使用')),
                ('wanted', models.JSONField(default=list, verbose_name='想要什么')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='一句话')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='会什么、想做什么')),
                ('skills', models.JSONField(default=list, verbose_name='技能')),
                ('fields', models.JSONField(default=list, verbose_name='领域')),
                ('employment', models.JSONField(default=list, verbose_name='用工方式')),
                ('pay_from', models.PositiveIntegerField(blank=True, null=True, verbose_name='月薪不低于（元）')),
                ('education', models.CharField(blank=True, max_length=12, verbose_name='学历')),
                ('experience', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='工作年限')),
                ('within_km', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='最远（公里）')),
                ('times', models.PositiveIntegerField(default=0, verbose_name='有空的时间')),
                ('changed_at', models.DateTimeField(verbose_name='修改时间')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.place', verbose_name='住在哪一带')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='本人')),
            ],
            options={
                'verbose_name': '个人意向',
                'verbose_name_plural': '个人意向',
                'indexes': [models.Index(condition=models.Q(('is_on', True)), fields=['district', 'id'], name='profile_on')],
                'constraints': [models.UniqueConstraint(fields=('district', 'user'), name='profile_once'), models.CheckConstraint(condition=models.Q(('is_on', False), models.Q(('title', ''), _negated=True), _connector='OR'), name='profile_on_says_something', violation_error_message='请先写一句话，说说您会什么、想找什么。')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('series', models.SlugField(max_length=40, verbose_name='系列')),
                ('places', models.JSONField(default=list, verbose_name='名额')),
                ('opened_at', models.DateTimeField(verbose_name='开始')),
                ('closes_at', models.DateTimeField(verbose_name='志愿截止')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='公布时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='主办单位')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='公布人')),
            ],
            options={
                'verbose_name': '志愿分配',
                'verbose_name_plural': '志愿分配',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'series', '-id'], name='round_of_series')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='matching_round_key_once'), models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('published_at__gte', models.F('closes_at')), _connector='OR'), name='round_closes_before_it_is_published')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='第几志愿')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('listing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='分到')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='本人')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='matching.round', verbose_name='轮次')),
            ],
            options={
                'verbose_name': '分配结果',
                'verbose_name_plural': '分配结果',
                'constraints': [models.UniqueConstraint(fields=('district', 'round', 'user'), name='placement_once'), models.CheckConstraint(condition=models.Q(models.Q(('listing__isnull', True), ('rank__isnull', True)), models.Q(('listing__isnull', False), ('rank__gte', 1)), _connector='OR'), name='placement_has_a_rank')],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('listings', models.JSONField(default=list, verbose_name='志愿')),
                ('told_at', models.DateTimeField(verbose_name='填报时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='matching.round', verbose_name='轮次')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='本人')),
            ],
            options={
                'verbose_name': '志愿',
                'verbose_name_plural': '志愿',
                'constraints': [models.UniqueConstraint(fields=('district', 'round', 'user'), name='wish_once')],
            },
        ),
    ]
