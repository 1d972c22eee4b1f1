"""A call that is over when its time is, however slowly the other side drips. The usual time-outs
count from each byte to the next, so that one receiver could hold up all others for days."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import httpcore
import httpx


def post(
    url: httpx.URL, *, address: str, body: bytes, headers: Mapping[str, str], seconds: float
) -> int:
    """Send `body` to the host of `url` at `address`. Returns the status; what else is answered is
    not read, and no redirection is followed. Raises `OSError`."""
    target = httpcore.URL(
        scheme=url.raw_scheme, host=address.encode(), port=url.port, target=url.raw_path
    )
    backend = _Backend(time.monotonic() + seconds)
    extensions = {"sni_hostname": url.host, "timeout": dict.fromkeys(STEPS, seconds)}
    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    told.append((b"Content-Length", str(len(body)).encode()))
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trust(), network_backend=backend) as pool,
            pool.stream(
                "POST", target, headers=told, content=body, extensions=extensions
            ) as answer,
        ):
            return int(answer.status)
    except FAULTS as error:
        raise OSError(str(error) or type(error).__name__) from error


STEPS = ("connect", "read", "write", "pool")
FAULTS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ValueError)


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, end: float) -> None:
        self._inner, self._end = inner, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._end, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._end, timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self._end, timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Sockets that know when the call is over."""

    def __init__(self, end: float) -> None:
        self._end = end

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self._end, timeout)
        return _Stream(
            super().connect_tcp(host, port, left, local_address, socket_options), self._end
        )


def _left(end: float, timeout: float | None) -> float:
    left = min(end - time.monotonic(), timeout or end)
    if left <= 0:
        raise httpcore.ReadTimeout("took too long")
    return left
