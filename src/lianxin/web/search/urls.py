from django.urls import path

from lianxin.web.search import views

app_name = "search"

urlpatterns = [
    path("search/", views.all, name="all"),
]
