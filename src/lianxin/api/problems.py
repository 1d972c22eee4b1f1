"""How the interface says no: one shape (RFC 9457), whatever went wrong and wherever.

`GET /problems` lists the codes that a program may want to tell apart.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core import signals
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal, TooMany

KIND = "application/problem+json"
STATUS: dict[type[Refusal], int] = {
    NotAllowed: HTTPStatus.FORBIDDEN,
    IllegalMove: HTTPStatus.CONFLICT,
    Overtaken: HTTPStatus.CONFLICT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
}
UNPROCESSABLE = int(HTTPStatus.UNPROCESSABLE_ENTITY)
UNREADABLE = (
    *(HttpError, BadRequest, SuspiciousOperation),
    *(MultiPartParserError, UnreadablePostError),
)
TITLES: dict[str, str | Promise] = {
    # of the call
    "bad_request": gettext_lazy("请求读不懂"),
    "unauthorized": gettext_lazy("没有有效的令牌"),
    "not_found": gettext_lazy("没有找到"),
    "method_not_allowed": gettext_lazy("这个地址不接受这种请求"),
    "invalid": gettext_lazy("填写不对"),
    "too_many": gettext_lazy("次数太多"),
    "server_error": gettext_lazy("系统出错"),
    # of any deed
    "refused": gettext_lazy("现在不能这样办"),
    "not_allowed": gettext_lazy("没有这个权限"),
    "illegal_move": gettext_lazy("现在的状态不能这样办"),
    "overtaken": gettext_lazy("刚刚有了变化"),
    "repeated": gettext_lazy("已经办过"),
    "text_missing": gettext_lazy("缺文字"),
    # of some
    "bad_answers": gettext_lazy("有问题没有答对"),
    "bad_rules": gettext_lazy("规则写得不对"),
    "confidential": gettext_lazy("保密的诉求不能这样办"),
    "consultation_over": gettext_lazy("征询已经结束"),
    "main_answered": gettext_lazy("主件已经答复"),
    "mediation_open": gettext_lazy("调解还没有结束"),
    "not_consented": gettext_lazy("还有当事方没有同意"),
    "not_hers": gettext_lazy("要由诉求人自己来说"),
    "not_shown": gettext_lazy("公开前要先请诉求人看过"),
    "nothing_to_verify": gettext_lazy("不用核查"),
    "parts_open": gettext_lazy("还有分办件没有办完"),
    "private": gettext_lazy("诉求人要求保密"),
    "personal": gettext_lazy("里面有个人信息"),
    "rate_too_late": gettext_lazy("评价期已过"),
    "rated_already": gettext_lazy("已经评价过"),
    "tasks_undone": gettext_lazy("还有办理事项没有勾选"),
    "ticked_already": gettext_lazy("已经勾选过"),
    "too_many_parts": gettext_lazy("分得太多"),
    "unknown_place": gettext_lazy("没有这个地点"),
    "urged_already": gettext_lazy("今天已经催过"),
    "verify_first": gettext_lazy("要先核查"),
    # of the exchange
    "already": gettext_lazy("已经报名"),
    "cancelled": gettext_lazy("已经取消"),
    "closed": gettext_lazy("已经截止"),
    "incomplete": gettext_lazy("还没有填完"),
    "not_public": gettext_lazy("已经下架"),
    "not_yet": gettext_lazy("还没有开始"),
    "stale": gettext_lazy("很久没有确认"),
    "started": gettext_lazy("已经开始"),
    "taken": gettext_lazy("已经有人预约"),
    "wrong_shape": gettext_lazy("不能这样申领"),
    # of volunteering and challenges
    "agreed": gettext_lazy("已经复核"),
    "early": gettext_lazy("还太早"),
    "full": gettext_lazy("人已经够了"),
    "not_in": gettext_lazy("还没有签到"),
    "nothing": gettext_lazy("没有可以办的"),
    "over": gettext_lazy("已经结束"),
    "overlapping": gettext_lazy("时间重叠"),
    "too_few_reviews": gettext_lazy("评审意见不够"),
    "unreasoned": gettext_lazy("还有决定没有写理由"),
}


class OtherTime(Schema):
    space: str = Field(description="code")
    starts_at: datetime
    ends_at: datetime


class Clash(Schema):
    starts_at: datetime
    ends_at: datetime


class Problem(Schema):
    """Why not. `detail` is fit to show; `legal` names the moves that exist instead."""

    type: str = Field(description="address of what kind of problem it is; ends in `code`")
    title: str
    status: int
    detail: str
    code: str
    message: str = Field(description="the same as `detail`")
    field: str | None = Field(None, description="what the problem is about, where it is one")
    legal: list[str] = []
    free: list[OtherTime] = Field([], description="other times, where a room is taken")
    conflicts: list[Clash] = Field([], description="the dates of a series that are taken")
    missing: list[str] = Field([], description="fields to fill before it may be published")


class ProblemKind(Schema):
    code: str
    title: str


class ProblemApi(NinjaAPI):
    """Whose description says that errors are of another media type than answers."""

    def get_openapi_schema(self, **told: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**told)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content")
                    if content and int(status) >= HTTPStatus.BAD_REQUEST:
                        answer["content"] = {KIND: content.popitem()[1]}
        return schema


def problem(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    code: str,
    field: str | None = None,
    legal: Sequence[str] = (),
    **more: Any,
) -> HttpResponse:
    told = Problem(
        type=request.build_absolute_uri(f"{reverse('api-v1:list_problems')}#{code}"),
        title=str(TITLES.get(code, TITLES["refused"])),
        status=status,
        detail=detail,
        code=code,
        message=detail,
        field=field,
        legal=list(legal),
        **more,
    )
    return HttpResponse(told.model_dump_json(), status=status, content_type=KIND)


def list_problems(request: HttpRequest) -> list[ProblemKind]:  # noqa: ARG001  every operation has it
    """The codes of problems, and what each is called."""
    return [ProblemKind(code=code, title=str(title)) for code, title in TITLES.items()]


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    answer = problem(
        request,
        next((n for kind, n in STATUS.items() if isinstance(refusal, kind)), UNPROCESSABLE),
        refusal.message,
        code=refusal.code,
        field=refusal.field,
        legal=getattr(refusal, "legal", ()),
        **_instead(refusal),
    )
    if isinstance(refusal, TooMany):
        answer["Retry-After"] = str(refusal.retry_after)
    return answer


def _instead(refusal: Refusal) -> dict[str, Any]:
    """What else some refusals of the exchange say, in plain values."""
    free, clashes = getattr(refusal, "free", ()), getattr(refusal, "conflicts", ())
    return {
        "free": [
            OtherTime(space=space.code, starts_at=span.starts_at, ends_at=span.ends_at)
            for space, span in free
        ],
        "conflicts": [Clash(starts_at=one.starts_at, ends_at=one.ends_at) for one in clashes],
        "missing": [name for name, _label in getattr(refusal, "missing", ())],
    }


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    field = str(first["loc"][-1])
    said = _("“%(field)s”不对：%(why)s") % {"field": field, "why": first["msg"]}
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, said, code="invalid", field=field)


def unknown(request: HttpRequest, _error: Http404) -> HttpResponse:
    said = _("没有找到，或者这个令牌看不到它。")
    return problem(request, HTTPStatus.NOT_FOUND, said, code="not_found")


def forbidden(request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    said = _("这个令牌没有这个权限。")
    return problem(request, HTTPStatus.FORBIDDEN, said, code="not_allowed")


def unauthorized(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    said = _("请在 Authorization 头里带上有效的令牌：Bearer lx_…。")
    answer = problem(request, HTTPStatus.UNAUTHORIZED, said, code="unauthorized")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def garbled(request: HttpRequest, error: Exception) -> HttpResponse:
    status = getattr(error, "status_code", HTTPStatus.BAD_REQUEST)
    said = _("请求的内容读不懂，请检查编码和格式。")
    return problem(request, status, said, code="bad_request")


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """What nobody expected is written down as on every page."""
    signals.got_request_exception.send(sender=None, request=request)
    logging.getLogger("django.request").error("%s failed", request.path, exc_info=error)
    said = _("系统出错，已经记录。请过一会儿再试。")
    return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, said, code="server_error")


def no_such_address(request: HttpRequest, **_parts: str) -> HttpResponse:
    said = _("没有这个地址，所有地址见 openapi.json。")
    return problem(request, HTTPStatus.NOT_FOUND, said, code="not_found")


def with_methods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view`, which says in the same way that an address takes no such method."""

    @wraps(view)
    def answered(request: HttpRequest, **parts: str) -> HttpResponse:
        answer = view(request, **parts)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        said = _("这个地址只接受 %s。") % answer["Allow"]
        told = problem(request, answer.status_code, said, code="method_not_allowed")
        told["Allow"] = answer["Allow"]
        return told

    return answered


HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    **dict.fromkeys(UNREADABLE, garbled),
    Exception: failed,
    AuthenticationError: unauthorized,
    PermissionDenied: forbidden,
    Http404: unknown,
    ValidationError: invalid,
    Refusal: refused,
}


def attach(api: NinjaAPI) -> None:
    for error, handler in HANDLERS.items():
        api.exception_handler(error)(handler)
    api.get("/problems", response=list[ProblemKind], auth=None)(list_problems)
