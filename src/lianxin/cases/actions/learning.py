"""Learn the classes anew from what people have confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from lianxin.cases import queries
from lianxin.cases.actions.understanding import class_words
from lianxin.cases.models import Case, CaseQuerySet, ClassedBy, Classifier
from lianxin.cases.states import State
from lianxin.kernel.refusals import Refusal
from lianxin.language import classify

FEWEST = 50  # with less, the words of the classes know more
MOST = 20_000  # the latest; more make a model no better
NEW_ENOUGH = 20  # so many newly confirmed cases are worth another model
KEPT = 5


@dataclass(frozen=True)
class Lesson:
    """The new model, and whether it has taken the place of the one before."""

    classifier: Classifier
    is_better: bool


def confirmed(district_id: int) -> CaseQuerySet:
    """The cases whose class is beyond dispute: said by staff, or guessed and then handled to the
    end by the unit that got the case first."""
    cases: CaseQuerySet = Case.objects.filter(
        district_id=district_id, is_confidential=False, anonymised_at=None
    ).exclude(class_code="")
    silent = Q(classed_by=ClassedBy.MACHINE, state=State.CLOSED, bounces=0)
    return cases.filter(Q(classed_by=ClassedBy.STAFF) | silent)


def learn(district_id: int, *, at: datetime) -> Lesson:
    """Train on the confirmed cases, compare with the model in use on cases that neither has seen,
    and use the new one only if it is not worse. Takes seconds, and scikit-learn's memory: run it
    in a process of its own. Raises `Refusal` when there is too little to learn from.
    """
    from lianxin.language import training  # noqa: PLC0415  scikit-learn only for who trains

    classes = class_words(queries.rules_of(district_id))
    rows = confirmed(district_id).order_by("-id").values_list("subject", "text", "class_code")
    labelled = [(f"{subject}\n{text}", code) for subject, text, code in rows[:MOST]]
    if len(labelled) < FEWEST:
        raise Refusal(
            _("已确认类别的诉求只有 %(n)d 件，至少要 %(fewest)d 件才能训练。")
            % {"n": len(labelled), "fewest": FEWEST}
        )
    trained = training.train(labelled, classes=classes)
    _seen, held_out = training.split(labelled)
    row = Classifier.objects.filter(district_id=district_id, is_used=True).first()
    old = classify.load(bytes(row.data)) if row else classify.shipped(classes)
    new = classify.load(trained.data)
    is_better = training.is_not_worse(new, old, held_out)
    kept = Classifier(
        district_id=district_id,
        made_at=at,
        labelled=len(labelled),
        scores=trained.scores.as_dict(),
        scores_before=training.score(old, held_out).as_dict(),
        is_used=is_better,
        data=trained.data,
    )
    _keep(kept)
    return Lesson(kept, is_better)


@transaction.atomic
def _keep(row: Classifier) -> None:
    ours = Classifier.objects.filter(district_id=row.district_id)
    row.version = (ours.aggregate(newest=Max("version"))["newest"] or 0) + 1
    if row.is_used:
        ours.filter(is_used=True).update(is_used=False)
    row.save(force_insert=True)
    old = ours.filter(is_used=False).order_by("-version").values_list("pk", flat=True)[KEPT:]
    ours.filter(pk__in=list(old)).delete()


def count_confirmed(district_id: int) -> int:
    """How many there are to learn from; beyond `MOST` nobody counts."""
    return confirmed(district_id)[: MOST + 1].count()


def has_news(district_id: int) -> bool:
    """Whether enough has been confirmed since the last lesson to learn again: of many thousand
    cases, a twentieth."""
    last = Classifier.objects.filter(district_id=district_id).order_by("-version").first()
    found, least = confirmed(district_id), FEWEST
    if last and last.labelled < MOST:
        least = max(FEWEST, last.labelled + NEW_ENOUGH)
    elif last:
        found, least = found.filter(received_at__gt=last.made_at), MOST // 20
    return found[:least].count() >= least
