"""Put a form in force."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from lianxin.forms import policy
from lianxin.forms.definition import Definition
from lianxin.forms.models import Form


@transaction.atomic
def put_form(
    district_id: int, definition: Definition, *, by: AbstractBaseUser | None, at: datetime
) -> Form:
    """Make `definition` what the district asks under its code; an unchanged one makes no new
    version. Earlier versions stay, for the answers that point to them."""
    if by is not None:
        policy.require_operate(by, district_id=district_id, at=at)
    document = definition.document()
    digest = digest_of(definition)
    versions = Form.objects.filter(district_id=district_id, code=definition.code)
    newest = versions.order_by("-version").first()
    if newest and newest.digest == digest:
        return newest
    return Form.objects.create(
        district_id=district_id,
        code=definition.code,
        version=newest.version + 1 if newest else 1,
        title=definition.title.zh,
        definition=document,
        digest=digest,
        put_at=at,
        put_by_id=by.pk if by else None,
    )


def digest_of(definition: Definition) -> str:
    plain = json.dumps(definition.document(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
