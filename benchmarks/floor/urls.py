"""One indexed SELECT, one INSERT with its commit."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from benchmarks.floor.models import Seat, Visit


def visit(request: HttpRequest, code: str) -> HttpResponse:
    seat = Seat.objects.get(code=code)
    Visit.objects.create(seat=seat, value="a", created_at=timezone.now())
    return HttpResponse(b"stored", headers={"Content-Length": "6"})


urlpatterns = [path("visit/<str:code>/", visit)]
