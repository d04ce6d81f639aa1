"""The order of the apps, where import-linter cannot see it: foreign keys named by strings."""

from django.apps import apps

ORDER = ["schools", "plan", "quizzes", "courses", "duties", "insights", "cms"]


def test_foreign_keys_point_down_the_line_of_apps() -> None:
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        app = model._meta.app_label
        if app not in ORDER:
            continue
        for field in model._meta.get_fields():
            target = field.related_model
            if not field.concrete or target is None or target._meta.app_label not in ORDER:
                continue
            if ORDER.index(target._meta.app_label) > ORDER.index(app):
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert wrong == []
