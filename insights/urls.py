"""URLs of insights."""

from django.urls import URLPattern, path

from insights import views

urlpatterns: list[URLPattern] = [
    path("plan/", views.show_plan, name="plan"),
    path("plan/goals/<int:pk>/", views.show_goal, name="goal"),
]
