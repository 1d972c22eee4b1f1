"""Bots of group chats. Only three kinds, with fixed hosts and a token of plain letters: nobody can
make the server call an address of their own choice."""

from __future__ import annotations

from apprise import AppriseAsset
from apprise.plugins.base import NotifyBase
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from django.utils.translation import gettext as _

from lianxin.outbox import letters
from lianxin.outbox.models import TOKEN, Delivery, GroupChannel, Provider
from lianxin.outbox.transports import TIMEOUT, NotSent

ASSET = AppriseAsset(app_id="Lianxin", http_redirects=False)


def send(delivery: Delivery) -> None:
    """A bot knows no duplicate: killed between the chat's answer and our note of it, the message
    comes twice."""
    group = delivery.group
    if not (group and group.is_active):
        raise NotSent(_("群机器人已停用。"), is_final=True)
    if not (TOKEN.fullmatch(group.token) and TOKEN.fullmatch(group.secret or "x")):
        raise NotSent(_("群机器人的令牌格式不对，请重新填写。"), is_final=True)
    text = letters.words(delivery)
    if not _bot(group).send(body=f"{text.short}\n{text.url}".strip()):
        raise NotSent(_("群机器人没有收下这条消息。"))


def _bot(group: GroupChannel) -> NotifyBase:
    make, facts = {
        Provider.WECOM: (NotifyWeComBot, {"key": group.token}),
        Provider.DINGTALK: (NotifyDingTalk, {"token": group.token, "secret": group.secret}),
        Provider.FEISHU: (NotifyFeishu, {"token": group.token}),
    }[Provider(group.provider)]
    bot: NotifyBase = make(**facts, asset=ASSET, cto=TIMEOUT, rto=TIMEOUT)
    return bot
