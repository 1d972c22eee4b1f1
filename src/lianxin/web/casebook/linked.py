"""What an answer's page says to machines: schema.org FAQPage as JSON-LD."""

from __future__ import annotations

import json

from django.utils.safestring import SafeString, mark_safe

from lianxin.casebook.models import Article

INERT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def faq(article: Article, *, url: str) -> SafeString:
    """A whole script element. Nothing in it can end it."""
    assert article.published_at
    answer = {
        "@type": "Answer",
        "text": article.answer,
        "url": url,
        "dateCreated": article.published_at.isoformat(timespec="seconds"),
    }
    question = {
        "@type": "Question",
        "name": article.title,
        "text": article.problem,
        "acceptedAnswer": answer,
    }
    page = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [question]}
    text = json.dumps(page, ensure_ascii=False).translate(INERT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  inert
