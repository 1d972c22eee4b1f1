"""From the filing of a case to its mail's arrival at a mail server, by the real worker; and how
long the answer takes while the mail server hangs."""

from __future__ import annotations

import json
import time
import uuid
from statistics import median

from bench import house, load, plots, post
from bench.results import Figure

CASES, EVERY = 80, 0.15


def measure() -> list[Figure]:
    home = house.fresh("message")
    with post.postman() as mail:
        told, sent = _file(home, mail.url)
        _wait(mail, set(sent))
        delays = sorted(
            (mail.came[who] - at) * 1000 for who, at in sent.items() if who in mail.came
        )
    with post.silence() as url:
        hung, _ = _file(home, url)
    p50, p99 = median(delays), delays[int(0.99 * len(delays))]
    plots.shares("message", "From filing a case to its mail", {"submit → mail arrives": delays,
                 "answer, mail server well": told, "answer, mail server hangs": hung},
                 unit="ms", budget=500)  # fmt: skip
    lost = CASES - len(delays)
    answers = f"answer {median(told):.1f} ms, with a hanging mail server {median(hung):.1f} ms"
    return [
        Figure("submit → message leaves, p50", f"{p50:.0f} ms", "≤ 500 ms",
               p50 <= 500 and not lost, f"{CASES} cases, {lost} without a mail"),
        Figure("submit → message leaves, p99", f"{p99:.0f} ms", "≤ 2 s", p99 <= 2000, answers),
        Figure("answer while the mail server hangs", f"{median(hung) / median(told):.2f} ×",
               "unchanged", median(hung) <= 1.5 * median(told), answers),
    ]  # fmt: skip


def _file(home: house.House, url: str) -> tuple[list[float], dict[str, float]]:
    """Times of the answers, and when each requester's case was sent off."""
    times, sent = [], {}
    with house.web(home) as (_web, port), house.worker(home, LIANXIN_EMAIL_URL=url):
        time.sleep(3)  # the worker reads its code
        line = load.Line(port)
        for _ in range(CASES):
            who, start = f"{uuid.uuid4().hex}@example.org", time.monotonic()
            status, answer = line.ask(case(home, port, who))
            assert status == 201, answer
            sent[who] = start
            times.append((time.monotonic() - start) * 1000)
            time.sleep(EVERY)
        time.sleep(3)
    return times, sent


def case(home: house.House, port: int, who: str, *, key: str = "") -> bytes:
    """The request that files a case for the person with this mail address."""
    said = {"key": key or str(uuid.uuid4()), "text": "路灯不亮。", "place": home.facts["place"],
            "contact": {"email": who}}  # fmt: skip
    tokens = home.facts["tokens"].split()
    token = tokens[sum(who.encode()) % len(tokens)]  # none writes all the time
    return load.request("POST", "/api/v1/cases", port, json.dumps(said).encode(),
                        Content_Type="application/json",
                        Authorization=f"Bearer {token}")  # fmt: skip


def number_in(body: bytes) -> str:
    return str(json.loads(body)["ref"])


def _wait(mail: post.Postman, wanted: set[str], *, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while wanted - set(mail.came) and time.monotonic() < end:
        time.sleep(0.1)
