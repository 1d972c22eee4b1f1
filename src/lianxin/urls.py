from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("lianxin.api.urls")),
    path("open311/", include("lianxin.api.open311.urls")),
    path("bots/", include("lianxin.bots.chat.urls")),
    path("account/", include("lianxin.web.account.urls")),
    path("accounts/", include("allauth.urls")),
    path("casebook/", include("lianxin.web.casebook.urls")),
    path("cases/", include("lianxin.web.cases.urls")),
    path("desk/understanding/", include("lianxin.web.understanding.urls")),
    path("desk/", include("lianxin.web.desk.urls")),
    path("people/", include("lianxin.web.network.urls")),
    path("lead/", include("lianxin.web.lead.urls")),
    path("ledger/", include("lianxin.web.ledger.urls")),
    path("mediation/", include("lianxin.web.mediation.urls")),
    path("outside/", include("lianxin.web.outside.urls")),
    path("partner/", include("lianxin.web.partner.urls")),
    path("relay/", include("lianxin.web.relay.urls")),
    path("today/", include("lianxin.web.today.urls")),
    path("", include("lianxin.web.search.urls")),
    path("", include("lianxin.web.me.urls")),
    path("", include("lianxin.web.exchange.urls")),
    path("", include("lianxin.web.town.urls")),
    path("", include("lianxin.web.outbox.urls")),
    path("", include("lianxin.web.questions.urls")),
    path("", include("lianxin.web.tokens.urls")),
    path("", include("lianxin.web.shell.urls")),
]
