import django.db.models.deletion
import lianxin.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_from_the_exchange'),
        ('exchange', '0006_forgetting_people'),
        ('network', '0004_pairings_hours_mediators'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, verbose_name='客户端键')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='说明')),
                ('asked', models.JSONField(blank=True, default=dict, verbose_name='条件')),
                ('made_at', models.DateTimeField(verbose_name='创建时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='停止时间')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('provider', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='发布单位')),
            ],
            options={
                'verbose_name': '专题',
                'verbose_name_plural': '专题',
                'abstract': False,
                'indexes': [models.Index(fields=['district', 'provider', '-id'], name='collection_of_provider')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='catalogue_collection_key_once')],
            },
        ),
        migrations.CreateModel(
            name='CollectionItem',
            fields=[
                ('id', models.UUIDField(default=lianxin.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('added_at', models.DateTimeField(verbose_name='列入时间')),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='catalogue.collection', verbose_name='专题')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.district', verbose_name='辖区')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.listing', verbose_name='条目')),
            ],
            options={
                'verbose_name': '专题条目',
                'verbose_name_plural': '专题条目',
                'constraints': [models.UniqueConstraint(fields=('district', 'collection', 'listing'), name='collected_once')],
            },
        ),
    ]
