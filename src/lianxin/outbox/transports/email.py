from __future__ import annotations

import smtplib
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from lianxin.outbox import letters
from lianxin.outbox.models import Delivery
from lianxin.outbox.transports import NotSent

PERMANENT = 500  # SMTP answers from here on mean: do not try again


def send(delivery: Delivery) -> None:
    """Every try of one delivery has the same Message-ID, so that mail servers and readers know a
    mail that reached them twice."""
    address = letters.contact(delivery, "email")
    if not address:
        raise NotSent(_("收件人没有可用的邮箱。"), is_final=True)
    try:
        _mail(delivery, address).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise NotSent(_answer(code, answer), is_final=code >= PERMANENT) from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(_answer(error.smtp_code, error.smtp_error)) from error
    except OSError as error:  # time-outs and smtplib's other errors are OSErrors too
        raise NotSent(_("邮件服务器连接不上：%s") % error, is_down=True) from error


def _mail(delivery: Delivery, address: str) -> EmailMessage:
    text = letters.words(delivery)
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject=text.subject,
        body=f"{text.body}\n\n{text.url}".strip() + "\n",
        to=[address],
        headers={
            "Message-ID": f"<{delivery.pk}@{domain}>",
            "Date": format_datetime(delivery.queued_at),
            "Auto-Submitted": "auto-generated",
        },
    )


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return _("邮件服务器答复 %(code)d：%(text)s") % {"code": code, "text": text}
