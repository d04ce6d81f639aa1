from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from quizzes.exporting import export_quizzes
        from quizzes.models import SEALED
        from quizzes.queries import last_answered_at
        from schools.idle import register_last_use
        from schools.rights import register_exporter
        from schools.seals import seal

        for model in SEALED:
            seal(model)
        register_last_use(last_answered_at)
        register_exporter("quizzes", export_quizzes)
