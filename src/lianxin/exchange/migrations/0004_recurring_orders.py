import django.db.models.deletion
import lianxin.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0003_yearly_lists'),
        ('network', '0004_pairings_hours_mediators'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecurringOrder',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('seq', models.PositiveIntegerField(default=0, editable=False, verbose_name='记录数')),
                ('head', models.CharField(default='', editable=False, max_length=64, verbose_name='链尾')),
                ('every', models.CharField(choices=[('WEEK', '每周一次'), ('FORTNIGHT', '每两周一次'), ('MONTH', '每月一次')], max_length=10, verbose_name='多久一次')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='下一次')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='到哪天为止')),
                ('began_at', models.DateTimeField(verbose_name='开始时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
            ],
            options={
                'verbose_name': '长期单',
                'verbose_name_plural': '长期单',
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['district', 'next_at'], name='recurring_due')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='exchange_recurringorder_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('next_at__isnull', True)), models.Q(('ended_at__isnull', True), ('next_at__isnull', False)), _connector='OR'), name='recurring_until_it_ended')],
            },
        ),
        migrations.AddField(
            model_name='claim',
            name='recurring',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='exchange.recurringorder', verbose_name='长期单'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('recurring__isnull', False)), fields=['district', 'recurring', '-id'], name='claim_of_recurring'),
        ),
    ]
