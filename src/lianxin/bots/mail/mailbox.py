"""Empty a mailbox: every letter is read, done, and marked; what cannot be done is flagged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import unquote, urlsplit

import structlog
from django.db import OperationalError
from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, MailMessageFlags

from lianxin.bots.mail import letter
from lianxin.bots.mail.taking import Taken, take
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District

MOST_AT_ONCE = 100
TIMEOUT = 20
log = structlog.get_logger()


def empty(district: District, url: str, *, at: datetime) -> Counter[str]:
    """Take every unseen letter of the mailbox at `url`. Returns what became of how many.

    A letter is marked as seen after it has been done: a worker that dies in between does it again,
    which changes nothing. One that fails stays in the mailbox, flagged, for somebody to read; one
    that fails because of the database or the disk waits for the next round.
    """
    done: Counter[str] = Counter()
    with opened(url) as box:
        for message in box.fetch(AND(seen=False), limit=MOST_AT_ONCE, mark_seen=False):
            done[_take(district, box, message, at=at)] += 1
    return done


@contextmanager
def opened(url: str) -> Iterator[BaseMailBox]:
    """imaps://user:password@host/INBOX, or imap: without TLS, for a server on this machine."""
    parts = urlsplit(url)
    kind = MailBox if parts.scheme == "imaps" else MailBoxUnencrypted
    port = parts.port or (993 if parts.scheme == "imaps" else 143)
    folder = unquote(parts.path[1:]) or "INBOX"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    with kind(parts.hostname or "", port, timeout=TIMEOUT).login(user, password, folder) as box:
        yield box


def _take(district: District, box: BaseMailBox, message, *, at: datetime) -> str:  # type: ignore[no-untyped-def]  # imap_tools names no type for it
    uid = str(message.uid)
    try:
        taken = str(take(district, letter.read(message), at=at))
    except Refusal as refusal:
        log.warning("mail.refused", district=district.pk, uid=uid, code=refusal.code)
        box.flag(uid, [MailMessageFlags.FLAGGED, MailMessageFlags.SEEN], value=True)
        return "REFUSED"
    except (OperationalError, OSError):
        log.exception("mail.put_off", district=district.pk, uid=uid)
        return "PUT_OFF"
    except Exception:
        log.exception("mail.failed", district=district.pk, uid=uid)
        box.flag(uid, [MailMessageFlags.FLAGGED, MailMessageFlags.SEEN], value=True)
        return "FAILED"
    box.flag(uid, MailMessageFlags.SEEN, value=True)
    return taken or Taken.IGNORED
