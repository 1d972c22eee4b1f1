from __future__ import annotations

from django.urls import include, path

from lianxin.web.exchange import (
    asking,
    confirming,
    deeds,
    editions,
    kinds,  # noqa: F401  by it the search boxes learn of listings
    people,
    receipts,
    saved,
    series,
    views,
    visits,
    week,
)

app_name = "exchange"

urlpatterns = [
    path("exchange/", views.catalogue, name="catalogue"),
    path("exchange/map.json", views.shapes, name="shapes"),
    path("exchange/saved/", saved.saved, name="saved"),
    path("exchange/saved/<uuid:pk>/end/", saved.end_saved, name="end_saved"),
    path("exchange/saved/<uuid:pk>/<str:code>/", saved.saved_letter, name="saved_letter"),
    path("exchange/mine/", include("lianxin.web.exchange.mine.urls")),
    path("exchange/lists/<slug:slug>/", editions.edition, name="edition"),
    path("exchange/lists/<slug:slug>.docx", editions.edition_docx, name="edition_docx"),
    path("exchange/lists/<slug:slug>.xlsx", editions.edition_xlsx, name="edition_xlsx"),
    path("exchange/confirm/<str:token>/", confirming.confirmed, name="confirmed"),
    path("exchange/orders/", views.orders, name="orders"),
    path("exchange/orders/new/", asking.ask, name="ask"),
    path("exchange/orders/visits.xlsx", visits.visits, name="visits"),
    path("exchange/orders/<str:ref>/", views.claim, name="claim"),
    path("exchange/orders/<str:ref>/visit/", visits.visit, name="visit"),
    path("exchange/orders/<str:ref>/dispatch/", deeds.dispatch, name="dispatch"),
    path("exchange/orders/<str:ref>/accept/", deeds.accept, name="accept"),
    path("exchange/orders/<str:ref>/decline/", deeds.decline, name="decline"),
    path("exchange/orders/<str:ref>/deliver/", deeds.deliver, name="deliver"),
    path("exchange/orders/<str:ref>/drop/", deeds.drop, name="drop"),
    path("exchange/orders/<str:ref>/shortlist/", deeds.shortlist, name="shortlist"),
    path("exchange/orders/<str:ref>/award/", deeds.award, name="award"),
    path("exchange/orders/<str:ref>/refuse/", deeds.refuse, name="refuse"),
    path("exchange/<str:ref>/", views.listing, name="listing"),
    path("exchange/<str:ref>/people/", people.people, name="people"),
    path("exchange/<str:ref>/people/attend/", people.attend, name="attend"),
    path("exchange/<str:ref>/people/miss/", people.miss, name="miss"),
    path("exchange/<str:ref>/people/correct/", people.correct, name="correct"),
    path("exchange/<str:ref>/people/hand_over/", people.hand_over, name="hand_over"),
    path("exchange/<str:ref>/take/", views.take, name="take"),
    path("exchange/<str:ref>/series/", series.series, name="series"),
    path("exchange/<str:ref>/week/", week.week, name="week"),
    path("exchange/<str:ref>/fault/", views.fault, name="fault"),
    path("orders/forget/", receipts.forget, name="forget"),
    path("orders/<str:ref>/<str:code>/", receipts.receipt, name="receipt"),
    path("orders/<str:ref>/<str:code>/cancel/", receipts.cancel, name="cancel"),
    path("orders/<str:ref>/<str:code>/rate/", receipts.rate, name="rate"),
    path("orders/<str:ref>/<str:code>/stop/", receipts.stop, name="stop"),
]
