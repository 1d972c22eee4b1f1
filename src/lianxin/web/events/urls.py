from __future__ import annotations

from django.urls import path

from lianxin.web.events import door, hall, kinds, markets, overview, tables, views  # noqa: F401  kinds makes itself known

app_name = "events"

urlpatterns = [
    path("", views.home, name="home"),
    path("month/", overview.month, name="month"),
    path("figures/", overview.figures, name="figures"),
    path("feed.atom", overview.feed, name="feed"),
    path("series/", views.all_series, name="all_series"),
    path("series/new/", views.new, name="new"),
    path("series/<slug:code>/", views.series, name="series"),
    path("series/<slug:code>/put-in/", views.put_in, name="put_in"),
    path("door/<uuid:pk>/", door.door, name="door"),
    path("door/<uuid:pk>/tickets.json", door.tickets, name="tickets"),
    path("door/<uuid:pk>/sync/", door.sync, name="sync"),
    path("markets/<str:ref>/", markets.market, name="market"),
    path("markets/<str:ref>/<slug:verb>/", markets.market_deed, name="market_deed"),
    path("<str:ref>/hall/", hall.hall, name="hall"),
    path("<str:ref>/hall/<slug:verb>/", hall.hall_deed, name="hall_deed"),
    path("<str:ref>/sessions/", tables.sessions_in, name="sessions_in"),
    path("<str:ref>/sessions.xlsx", tables.sessions_sheet, name="sessions_sheet"),
    path("<str:ref>/people.xlsx", tables.people_sheet, name="people_sheet"),
    path("<str:ref>/ratings.xlsx", tables.ratings_sheet, name="ratings_sheet"),
    path("<str:ref>/report/", views.report, name="report"),
]
