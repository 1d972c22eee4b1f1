"""A mailbox of one's own, kept by an IMAP server that nobody here wrote."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage, Message
from imaplib import IMAP4
from pathlib import Path

USER, PASSWORD = "office", "box+pass/word"
STARTED_WITHIN = 60


@contextmanager
def server() -> Iterator[int]:
    """Gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("pymap")
    arguments = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict"]
    arguments += ["--demo-user", USER, "--demo-password", PASSWORD]
    running = subprocess.Popen([program, *arguments], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        running.terminate()
        running.wait(10)


def _wait(port: int) -> None:
    for _ in range(STARTED_WITHIN * 10):
        try:
            IMAP4("127.0.0.1", port).shutdown()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)


def put(port: int, *letters: Message | bytes) -> None:
    with IMAP4("127.0.0.1", port) as box:
        box.login(USER, PASSWORD)
        for one in letters:
            content = one if isinstance(one, bytes) else one.as_bytes()
            box.append("INBOX", "", time.time(), content)


def clear(port: int) -> None:
    with IMAP4("127.0.0.1", port) as box:
        box.login(USER, PASSWORD)
        box.select("INBOX")
        box.store("1:*", "+FLAGS", "\\Deleted")
        box.expunge()


def flags(port: int) -> list[str]:
    """Of each letter in the box, in order."""
    with IMAP4("127.0.0.1", port) as box:
        box.login(USER, PASSWORD)
        box.select("INBOX", readonly=True)
        _ok, found = box.fetch("1:*", "(FLAGS)")
        return [one.decode() for one in found if isinstance(one, bytes)]


def letter(
    text: str,
    *,
    subject: str = "路灯坏了",
    sender: str = "李阿姨 <li@example.org>",
    number: int = 1,
    charset: str = "utf-8",
    **headers: str,
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "office@example.org", subject
    made["Message-ID"] = f"<letter-{number}@example.org>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, charset=charset)
    return made
