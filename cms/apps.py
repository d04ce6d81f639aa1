from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("The front door")

    def ready(self) -> None:
        from cms import author_signals

        author_signals.connect(self)
        if settings.SSO_PROVIDERS:  # what it needs is installed only then
            from cms.sso.links import erase_links, export_links, forget_links
            from schools.rights import register_eraser, register_exporter
            from schools.signals import keys_reset

            register_exporter("sso", export_links)
            register_eraser("sso", erase_links)
            keys_reset.connect(forget_links, dispatch_uid="sso")
