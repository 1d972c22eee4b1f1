from __future__ import annotations

from typing import Any

from django.db import migrations


def name_what_they_rest_on(apps: Any, _schema_editor: Any) -> None:
    """Their note was the number of the agreement."""
    pairings = apps.get_model("network", "Pairing").objects
    agreements = apps.get_model("partnering", "Agreement").objects
    for district in apps.get_model("network", "District").objects.values_list("pk", flat=True):
        for ref in agreements.filter(district_id=district).values_list("ref", flat=True):
            found = pairings.filter(district_id=district, note=ref)
            found.update(rests_on=ref, note="")


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_pairings_apart_by_agreement"),
        ("partnering", "0004_joint_agreements"),
    ]

    operations = [
        migrations.RunPython(name_what_they_rest_on, migrations.RunPython.noop, elidable=True)
    ]
