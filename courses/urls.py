"""URLs of courses. Lessons themselves are pages and have none here."""

from django.urls import URLPattern, path

from courses.views import classes

urlpatterns: list[URLPattern] = [
    path("classes/<int:pk>/", classes.class_page, name="class_page"),
    path("classes/<int:pk>/sittings/", classes.sitting_open, name="sitting_open"),
]
