from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("The front door")

    def ready(self) -> None:
        from cms.workflow import ensure_workflow_after_migrate

        post_migrate.connect(ensure_workflow_after_migrate, sender=self)
