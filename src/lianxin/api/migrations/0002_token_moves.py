from django.db import migrations


class Migration(migrations.Migration):
    """The token is `network`'s from now on. Its table stays as it is."""

    dependencies = [("api", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Token")])
    ]
