from __future__ import annotations

from django.urls import path

from lianxin.web.lead import views

app_name = "lead"

urlpatterns = [
    path("", views.board, name="board"),
    path("cases/", views.cases, name="cases"),
    path("late/", views.late, name="late"),
    path("recurring/", views.recurring, name="recurring"),
    path("waited/", views.waited, name="waited"),
    path("together/", views.joint, name="joint"),
    path("exchange/", views.exchange, name="exchange"),
    path("exchange/orders/", views.orders, name="orders"),
    path("exchange.xlsx", views.exchange_xlsx, name="exchange_xlsx"),
    path("export/", views.export, name="export"),
    path("bulletin/", views.bulletin, name="bulletin"),
]
