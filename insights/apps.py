from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    name = "insights"
    verbose_name = _("Insights")

    def ready(self) -> None:
        from insights.exporting import export_insights
        from schools.rights import register_exporter

        register_exporter("insights", export_insights)
