"""Every URL of the product. A name that is not in the access table fails the build."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import home, media, search

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("schools.urls")),
    path("", include("quizzes.urls")),
    path("", include("courses.urls")),
    path("", include("insights.urls")),
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
