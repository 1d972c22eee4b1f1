"""Sample content for `/parts/`: every part in its states, with invented names."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lianxin.web import parts
from lianxin.web.parts import Level
from lianxin.web.shell.forms import PhotosField, Rating, Tiles
from lianxin.web.shell.nav import Nav, NavGroup, NavItem


class SampleForm(forms.Form):
    is_quiet = True  # a sample does not take the focus
    kind = forms.ChoiceField(
        label=gettext_lazy("哪一类问题？"),
        choices=[
            ("CLEAN", gettext_lazy("市容环境")),
            ("ROAD", gettext_lazy("道路设施")),
            ("HOME", gettext_lazy("住房物业")),
            ("WATER", gettext_lazy("水电气暖")),
            ("CARE", gettext_lazy("医疗救助")),
            ("PEACE", gettext_lazy("邻里调解")),
            ("FIRM", gettext_lazy("企业服务")),
            ("OTHER", gettext_lazy("其他")),
        ],
        widget=Tiles(
            icons={
                "CLEAN": "trash-2",
                "ROAD": "traffic-cone",
                "HOME": "house",
                "WATER": "droplets",
                "CARE": "heart-pulse",
                "PEACE": "handshake",
                "FIRM": "factory",
                "OTHER": "ellipsis",
            }
        ),
    )
    story = forms.CharField(
        label=gettext_lazy("发生了什么？"),
        help_text=gettext_lazy("写清时间、地点和希望怎样解决。请不要写身份证号。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("请写下发生了什么，至少 10 个字。")},
    )
    place = forms.ChoiceField(
        label=gettext_lazy("在哪里？"),
        choices=[
            ("1", gettext_lazy("听涛街道 · 望海社区")),
            ("2", gettext_lazy("书院街道 · 学苑社区")),
        ],
    )
    photos = PhotosField(label=gettext_lazy("照片，最多 6 张"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        required=False,
        help_text=gettext_lazy("只用来告诉您办得怎样了。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    reply = forms.ChoiceField(
        label=gettext_lazy("怎样告诉您"),
        required=False,
        choices=[("SMS", gettext_lazy("短信")), ("CALL", gettext_lazy("电话"))],
        widget=forms.RadioSelect,
    )
    hidden_name = forms.BooleanField(label=gettext_lazy("公开结果时隐去我的称呼"), required=False)


class RatingForm(forms.Form):
    use_required_attribute = False
    quality = forms.ChoiceField(
        label=gettext_lazy("办得怎样？"),
        choices=[
            ("1", gettext_lazy("很不满意")),
            ("2", gettext_lazy("不满意")),
            ("3", gettext_lazy("一般")),
            ("4", gettext_lazy("满意")),
            ("5", gettext_lazy("很满意")),
        ],
        widget=Rating(),
    )
    solved = forms.ChoiceField(
        label=gettext_lazy("问题解决了吗？"),
        choices=[
            ("1", gettext_lazy("没有")),
            ("3", gettext_lazy("解决了一部分")),
            ("5", gettext_lazy("解决了")),
        ],
        widget=Rating(),
    )


class FilterForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("关键词"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("", gettext_lazy("全部未办结")), ("NEW", gettext_lazy("待分派"))],
    )
    late = forms.BooleanField(label=gettext_lazy("只看临期"), required=False)


def context(*, now: datetime) -> dict[str, Any]:
    return {
        "form": SampleForm(initial={"kind": "WATER"}, auto_id="sample_%s"),
        "wrong_form": SampleForm({"kind": "ROAD"}, auto_id="wrong_%s"),
        "rating_form": RatingForm(auto_id="rating_%s"),
        "filter_form": FilterForm(auto_id="filter_%s"),
        "folded_form": FilterForm(auto_id="folded_%s"),
        "deeds": [
            parts.Deed(
                "rate", _("交评价"), "star", "#deeds", RatingForm(auto_id="rate_%s"), is_main=True
            ),
            parts.Deed("say", _("补充说明"), "pencil", "#deeds", SampleForm(auto_id="say_%s")),
        ],
        "kpis": _kpis(),
        "tiles": [
            parts.Tile(_("服务"), "hand-heart", "#kpi", count="1,024", is_current=True),
            parts.Tile(_("课程"), "graduation-cap", "#kpi", count="36"),
            parts.Tile(_("场馆"), "door-open", "#kpi"),
        ],
        "balls": _balls(now),
        "dues": [
            now - timedelta(minutes=72),
            now + timedelta(hours=3, minutes=5),
            now + timedelta(days=3),
        ],
        "moments": _moments(now),
        "steps": [
            parts.Step(_("选择类别"), is_done=True),
            parts.Step(_("填写内容"), is_current=True),
            parts.Step(_("联系方式")),
        ],
        "tabs": [
            parts.Tab(_("待分派"), "#tabs", is_current=True, count=12),
            parts.Tab(_("临期"), "#tabs", count=9),
            parts.Tab(_("全部"), "#tabs"),
        ],
        "facts": [
            parts.Fact(_("编号"), "LX-26-00187"),
            parts.Fact(_("地点"), _("听涛街道 · 望海社区 · 3 号楼")),
            parts.Fact(_("承办单位"), _("望海社区物业服务中心"), url="#facts"),
        ],
        "codes": [parts.Fact(_("编号"), "LX-26-00187"), parts.Fact(_("查询码"), "7K4P-M2XQ")],
        "photos": [parts.Photo(url="", alt=_("3 号楼东侧井盖"), thumbnail_url="")],
        "pager": parts.Pager("#pager", "#pager", "#pager", note=_("第 51–100 条，共 1,000 多条")),
        "spot": parts.Spot(
            _("听涛街道 · 望海社区 · 3 号楼东侧"),
            latitude=35.956,
            longitude=120.178,
            shapes_url=static("shell/sample-shapes.json"),
        ),
        "chart": _chart(),
        "bars": parts.Bar.lengths(
            [
                (_("在调度中心"), _("56 分钟"), 56),
                (_("等单位签收"), _("9 小时 42 分"), 582),
                (_("单位办理"), _("3 天 5 小时"), 4620),
            ]
        ),
        "weeks": [1, 1, 2, 2, 1, 1, 2, 2, 1, 5, 0, 5, 1],
        "nav_items": _nav(),
        "crumbs": [parts.Link(_("分派"), "#crumbs")],
        "keys": [
            parts.Fact(_("下一条"), "j"),
            parts.Fact(_("上一条"), "k"),
            parts.Fact(_("分派"), "a"),
        ],
        "rows": _rows(now),
    }


def _nav() -> Nav:
    now = (
        NavItem(_("分派"), "inbox", "#nav", is_current=True, count=12),
        NavItem(pgettext("page", "今天"), "sun", "#nav"),
        NavItem(_("承办"), "briefcase", "#nav"),
    )
    exchange = (
        NavItem(pgettext("page", "点单"), "shopping-basket", "#nav"),
        NavItem(_("我的清单"), "list-checks", "#nav"),
    )
    figures = (NavItem(_("牵头"), "chart-line", "#nav"),)
    groups = (
        NavGroup("now", "", now),
        NavGroup("exchange", pgettext("nav", "供需"), exchange),
        NavGroup("figures", pgettext("nav", "数据"), figures, is_open=False),
    )
    return Nav(groups, (*now, exchange[0]))


def _kpis() -> list[parts.Kpi]:
    return [
        parts.Kpi(
            _("今日新增"),
            "137",
            "#kpi",
            note=_("比昨天多 12 件"),
            icon="circle-plus",
            trend=[98, 121, 143, 150, 132, 125, 137],
        ),
        parts.Kpi(
            _("待分派"), "12", "#kpi", note=_("最久等了 48 分钟"), icon="inbox", level=Level.WARN
        ),
        parts.Kpi(
            _("已超时限"),
            "2",
            "#kpi",
            note=_("在办 386 件中"),
            icon="triangle-alert",
            level=Level.BAD,
        ),
        parts.Kpi(
            _("本周满意率"),
            "96.4",
            "#kpi",
            unit="%",
            note=_("评价 251 件，满意 242 件"),
            icon="smile",
            level=Level.GOOD,
        ),
    ]


def _balls(now: datetime) -> list[parts.Ball]:
    next_step = _("到现场查看，答复您怎样处理。")
    holder = _("望海社区物业服务中心")
    return [
        parts.Ball(holder, next_step, now + timedelta(hours=21, minutes=40)),
        parts.Ball(holder, next_step, now - timedelta(hours=1, minutes=12)),
        parts.Ball(_("您"), _("请告诉我们办得怎样；7 天后自动结束。"), is_done=True),
    ]


def _moments(now: datetime) -> list[parts.Moment]:
    return [
        parts.Moment(
            now - timedelta(minutes=18),
            _("接单"),
            _("周师傅 · 物业服务中心"),
            _("已带泵出发，预计 30 分钟到。"),
            icon="wrench",
            is_now=True,
        ),
        parts.Moment(
            now - timedelta(minutes=40),
            _("分派"),
            _("诉求办理中心"),
            _("与昨天 2 号楼的报修同一段管道，请一并查看。"),
            icon="send",
            is_internal=True,
        ),
        parts.Moment(
            now - timedelta(hours=20),
            _("退回"),
            _("街道城管科"),
            _("属小区内部管道，建议物业承办。"),
            icon="undo-2",
            level=Level.BAD,
        ),
        parts.Moment(now - timedelta(days=3), _("收到"), _("居民 · 扫码"), icon="inbox"),
    ]


def _rows(now: datetime) -> list[dict[str, Any]]:
    texts = [
        (_("3 号楼东侧下水道堵塞，污水外溢"), _("望海社区"), _("办理中"), "", -72),
        (_("商铺夜间施工，声音很大"), _("柳岸社区"), _("待分派"), "wait", 48),
        (_("想借用高校的扫描电镜机时"), _("科创园"), _("待评价"), "good", 4000),
    ]
    return [
        {
            "title": title,
            "place": place,
            "state": state,
            "level": level,
            "number": f"LX-26-0018{n}",
            "due_at": now + timedelta(minutes=minutes),
            "at": now - timedelta(hours=n + 2),
        }
        for n, (title, place, state, level, minutes) in enumerate(texts)
    ]


def _chart() -> parts.Chart:
    days = ["11-15", "11-16", "11-17", "11-18", "11-19", "11-20", "11-21"]
    return parts.Chart(
        key="sample",
        title=_("近 7 天新增与办结"),
        label_heading=_("日期"),
        labels=days,
        series=[
            parts.Series(_("新增"), [121, 98, 143, 150, 132, 125, 137]),
            parts.Series(_("办结"), [118, 104, 127, 149, 138, 129, 122], kind="line"),
        ],
    )
