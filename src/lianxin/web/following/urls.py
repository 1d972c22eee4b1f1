from __future__ import annotations

from django.urls import path

from lianxin.web.following import views

app_name = "following"

urlpatterns = [
    path("following/", views.mine, name="mine"),
    path("following/<uuid:pk>/stop/", views.stop, name="stop"),
    path("following/<uuid:pk>/<str:code>/", views.letter, name="letter"),
    path("follow/<str:kind>/<uuid:pk>/", views.follow, name="follow"),
    path("chain/<str:kind>/<uuid:pk>/", views.chain, name="chain"),
    path("chain/<str:kind>/<uuid:pk>/prov.json", views.prov, name="prov"),
    path("chain/<str:kind>/<uuid:pk>/<str:code>/", views.chain_by_code, name="chain_by_code"),
    path(
        "chain/<str:kind>/<uuid:pk>/<str:code>/prov.json", views.prov_by_code, name="prov_by_code"
    ),
]
