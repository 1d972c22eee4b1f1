from django.db import migrations, models


class Migration(migrations.Migration):
    """Until now nobody had been asked, and everybody counted as wanting it."""

    dependencies = [("cases", "0003_index_of_relayed")]

    operations = [
        migrations.AlterField(
            model_name="requester",
            name="wants_privacy",
            field=models.BooleanField(default=False, verbose_name="对承办单位保密"),
        ),
        migrations.RunSQL(
            "UPDATE cases_requester SET wants_privacy = FALSE",
            reverse_sql=migrations.RunSQL.noop,
            elidable=True,
        ),
    ]
