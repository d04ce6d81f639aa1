"""Searching what is published."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from wagtail.models import Page

PER_PAGE = 10
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Found:
    page: Page
    summary: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Live public pages that say what was asked for, the best first."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    pages = Page.objects.live().public().filter(depth__gt=1)
    results = pages.search(query) if query else pages.none()
    page_obj = Paginator(results, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "q": query,
        "page_obj": page_obj,
        "found": [_found(page) for page in page_obj],
        "total": page_obj.paginator.count,
        "query": urlencode({"q": query}) + "&",
    }
    return render(request, "cms/search.html", context)


def _found(page: Page) -> Found:
    page = page.specific
    own = getattr(page, "summary", "") or getattr(page, "intro", "")
    return Found(page, page.search_description or own)
