from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_jobs")]

    operations = [
        migrations.RemoveIndex(model_name="job", name="job_with_files"),
        migrations.RenameField(model_name="job", old_name="files_until", new_name="expires_at"),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=["district", "expires_at"],
                name="job_with_files",
                condition=~Q(source="", file=""),
            ),
        ),
    ]
