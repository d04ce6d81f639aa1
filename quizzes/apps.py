from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from quizzes.exporting import export_quizzes
        from quizzes.models import SEALED
        from schools.rights import register_exporter
        from schools.seals import seal

        for model in SEALED:
            seal(model)
        register_exporter("quizzes", export_quizzes)
