from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools and people")

    def ready(self) -> None:
        from schools import audit_signals, checks, idle, rights, seals  # noqa: F401
        from schools.erasing import erase_schools
        from schools.exporting import export_schools
        from schools.models import AuditEntry, Consent

        audit_signals.connect()
        idle.connect()
        seals.seal(AuditEntry)
        seals.seal(Consent)
        rights.register_exporter("schools", export_schools)
        rights.register_eraser("schools", erase_schools)

        # The signals arrive once an app; listening to one app's is enough. "schools" is the
        # last of our apps in INSTALLED_APPS, so every sealed table stands by then.
        pre_migrate.connect(seals.drop_seals_before_migrate, sender=self)
        post_migrate.connect(seals.remake_seals_after_migrate, sender=self)
