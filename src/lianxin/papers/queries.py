"""Which jobs there are."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from lianxin.papers.models import Job, JobState

SHOWN = 50


def of(user: AbstractBaseUser, district_id: int) -> QuerySet[Job]:
    """What `user` asked for, the latest first. Nobody else's: the files hold what people wrote."""
    return Job.objects.filter(district_id=district_id, asked_by=user.pk).order_by("-asked_at")


def log(district_id: int, *kinds: str) -> QuerySet[Job]:
    """Everybody's jobs of `kinds`, the latest first: who, when, how many rows and why."""
    rows = Job.objects.filter(district_id=district_id, kind__in=kinds)
    begun = rows.exclude(state=JobState.DRAFT)
    return begun.select_related("asked_by").order_by("-asked_at", "-id")


def has_file(job: Job, *, at: datetime) -> bool:
    return bool(job.file) and at < job.expires_at
