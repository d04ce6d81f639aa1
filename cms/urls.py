"""Every URL of the product. A name that is not in the access table fails the build."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import content_log, home, media, search

SIGN_IN = RedirectView.as_view(pattern_name="sign_in", query_string=True)

urlpatterns = [
    # Wagtail's own sign-ins know no second step, so there is one page for it.
    path("admin/login/", SIGN_IN, name="wagtailadmin_login"),
    path("_util/login/", SIGN_IN, name="wagtailcore_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("schools.urls")),
    path("", include("quizzes.urls")),
    path("", include("courses.urls")),
    path("", include("insights.urls")),
    path("audit/content/", content_log.content_log, name="content_log"),
    path("audit/content/export/", content_log.content_export, name="content_export"),
    path("my/", home.my_home, name="my"),
    path("search/", search.search, name="search"),
    path("healthz", home.health, name="health"),
]
if settings.SSO_PROVIDERS:  # what it needs is installed only then
    urlpatterns += [path("sso/", include("cms.sso.urls"))]
if settings.SERVE_MEDIA:
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", media.media, name="media")]
if settings.DEBUG:
    urlpatterns += [
        path(
            "styleguide/", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"
        )
    ]
urlpatterns += [path("", include(wagtail_urls))]
