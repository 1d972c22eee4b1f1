from django.db import migrations, models
from django.db.models import Q

ENDED = ["DONE", "FAILED", "STOPPED"]


class Migration(migrations.Migration):
    """The same states in one order: what the database holds is right already."""

    dependencies = [("papers", "0003_looking")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("job", "job_ended_has_time"),
                migrations.AddConstraint(
                    "job",
                    models.CheckConstraint(
                        name="job_ended_has_time",
                        condition=Q(state__in=ENDED, ended_at__isnull=False)
                        | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                        violation_error_message="结束了的任务才有结束时间。",
                    ),
                ),
            ],
        ),
    ]
