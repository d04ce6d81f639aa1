"""Every URL of the product. A name that is not in the access table fails the build."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("schools.urls")),
    path("", include("quizzes.urls")),
    path("", include("courses.urls")),
    path("", include("insights.urls")),
]
urlpatterns += [path("", include(wagtail_urls))]
