from typing import Any

from django.db import migrations, models
from django.db.models import Q

ENDED = ["CANCELLED", "DONE", "MISSED", "REFUSED"]


def from_the_details(apps: Any, _schema_editor: Any) -> None:
    """What had been said among the details has a column of its own."""
    every = apps.get_model("exchange", "Claim").objects
    for district in apps.get_model("network", "District").objects.values_list("pk", flat=True):
        claims = every.filter(district_id=district)
        for claim in list(claims.filter(details__is_for_another=True).only("details")):
            said = {name: what for name, what in claim.details.items() if name != "is_for_another"}
            claims.filter(pk=claim.pk).update(is_for_another=True, details=said)


class Migration(migrations.Migration):

    dependencies = [("exchange", "0007_visits_and_children")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="is_for_another",
            field=models.BooleanField(default=False, verbose_name="代别人点单"),
        ),
        migrations.RunPython(from_the_details, migrations.RunPython.noop, elidable=True),
        migrations.SeparateDatabaseAndState(
            # The same states in one order: what the database holds is right already.
            state_operations=[
                migrations.RemoveConstraint("claim", "claim_ended_at_only_when_ended"),
                migrations.AddConstraint(
                    "claim",
                    models.CheckConstraint(
                        name="claim_ended_at_only_when_ended",
                        condition=Q(state__in=ENDED, ended_at__isnull=False)
                        | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                        violation_error_message="只有已结束的单子有结束时间。",
                    ),
                ),
            ],
        ),
    ]
