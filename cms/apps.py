from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("The front door")

    def ready(self) -> None:
        from cms import author_signals

        author_signals.connect(self)
