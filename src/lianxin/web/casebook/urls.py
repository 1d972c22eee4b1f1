from __future__ import annotations

from django.urls import path

from lianxin.web.casebook import editing, feeds, steps, views

app_name = "casebook"

urlpatterns = [
    path("", views.home, name="home"),
    path("feed.atom", feeds.atom, name="atom"),
    path("feed.json", feeds.json, name="json"),
    path("columns/<slug:slug>/", views.column, name="column"),
    path("columns/<slug:slug>/feed.atom", feeds.column_atom, name="column_atom"),
    path("columns/<slug:slug>/feed.json", feeds.column_json, name="column_json"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("collections/<slug:slug>/book.docx", views.book_docx, name="book_docx"),
    path("collections/<slug:slug>/book.pdf", views.book_pdf, name="book_pdf"),
    path("edit/", editing.drafts, name="drafts"),
    path("edit/new/", editing.write, name="write"),
    path("edit/series/", editing.series, name="series"),
    path("edit/series/column/", editing.open_column, name="open_column"),
    path("edit/series/collection/", editing.open_collection, name="open_collection"),
    path("edit/<str:ref>/", editing.edit, name="edit"),
    path("edit/<str:ref>/publish/", steps.publish, name="publish"),
    path("edit/<str:ref>/renew/", steps.renew, name="renew"),
    path("edit/<str:ref>/retire/", steps.retire, name="retire"),
    path("edit/<str:ref>/dismiss/", steps.dismiss, name="dismiss"),
    path("edit/<str:ref>/issue/", steps.issue, name="issue"),
    path("edit/<str:ref>/collect/", steps.collect, name="collect"),
    path("draft/<str:ref>/", steps.draft, name="draft"),
    path("<str:ref>/", views.article, name="article"),
    path("<str:ref>/versions/", views.versions, name="versions"),
]
