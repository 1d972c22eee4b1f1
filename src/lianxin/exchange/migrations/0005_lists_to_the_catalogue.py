from django.db import migrations


class Migration(migrations.Migration):
    """Saved searches and yearly lists belong to the room `catalogue`: their tables are renamed, with
    everything in them. The room takes them over in its own first migration."""

    dependencies = [("exchange", "0004_recurring_orders")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("savedsearch", "catalogue_savedsearch"),
                migrations.AlterModelTable("editionitem", "catalogue_editionitem"),
            ],
            state_operations=[
                migrations.DeleteModel("SavedSearch"),
                migrations.DeleteModel("EditionItem"),
            ],
        ),
    ]
