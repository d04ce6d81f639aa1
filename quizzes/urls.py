"""URLs of quizzes."""

from django.urls import URLPattern, path

from quizzes.views import analysis, answers, attempts, cards, home, join, sittings

urlpatterns: list[URLPattern] = [
    path("join/", join.join, name="join"),
    path("join/<str:code>/", join.join_class, name="join_class"),
    path("card/", cards.card, name="card"),
    path("card/start/", cards.card_start, name="card_start"),
    path("card/<str:token>/", cards.card_token, name="card_token"),
    path("home/", home.home, name="home_sign_in"),
    path("home/sittings/<int:pk>/", home.home_start, name="home_start"),
    path("attempts/<uuid:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<uuid:pk>/answers/", attempts.attempt_answers, name="attempt_answers"),
    path("attempts/<uuid:pk>/submit/", attempts.attempt_submit, name="attempt_submit"),
    path("attempts/<uuid:pk>/result/", attempts.attempt_result, name="attempt_result"),
    path("attempts/<uuid:pk>/reason/", answers.attempt_reason, name="attempt_reason"),
    path("classes/<int:pk>/answers/", answers.class_answers, name="class_answers"),
    path("sittings/<int:pk>/answers/", answers.sitting_answers, name="sitting_answers"),
    path("sittings/take/", join.sitting_take, name="sitting_take"),
    path("sittings/<int:pk>/", sittings.sitting, name="sitting"),
    path("sittings/<int:pk>/questions/", analysis.sitting_questions, name="sitting_questions"),
    path("sittings/<int:pk>/live/", sittings.sitting_live, name="sitting_live"),
    path("sittings/<int:pk>/close/", sittings.sitting_close, name="sitting_close"),
]
