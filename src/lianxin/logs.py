"""One line a happening, with the request it belongs to, and without telephone or ID numbers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.types import EventDict, Processor, WrappedLogger

# Eleven digits from 1[3-9] are a mobile number, eighteen (the last may be X) an ID number.
_PERSONAL = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)"
)


class RequestIdMiddleware:
    """Give each request an id that its log lines carry and the answer repeats."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


def scrub(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blot out telephone and ID numbers wherever they stand in the line.

    The request object that Django hands along is left out: it shows addresses with their secrets.
    """
    return {key: _scrubbed(value) for key, value in event.items() if key != "request"}


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return _PERSONAL.sub("***", value)
    if isinstance(value, dict):
        return {key: _scrubbed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(item) for item in value]
    return value


def configure(*, as_json: bool) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING, so that both write the same lines."""
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*first, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*first, structlog.stdlib.ExtraAdder()],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            scrub,
            last,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {"django": {"level": "INFO"}, "django.server": {"propagate": True}},
    }
