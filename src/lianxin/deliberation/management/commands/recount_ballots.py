from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lianxin.deliberation import queries
from lianxin.deliberation.models import Ballot
from lianxin.deliberation.states import BallotState
from lianxin.network.models import District


class Command(BaseCommand):
    help = "Count every ballot again: as many votes as voters, and the votes that were sealed."

    def handle(self, **_: Any) -> None:
        counted = wrong = 0
        for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
            ballots = Ballot.objects.filter(district_id=district_id, state=BallotState.COUNTED)
            for ballot in ballots.order_by("pk"):
                counted += 1
                for fault in queries.faults_of(ballot):
                    wrong += 1
                    self.stdout.write(f"{ballot.ref}: {fault}")
        if wrong:
            raise CommandError(f"{wrong} faults in {counted} ballots.")
        self.stdout.write(f"{counted} ballots counted again, all as they were sealed.")
