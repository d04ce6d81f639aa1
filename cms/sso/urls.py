"""Our own pages, and of django-allauth the two addresses to which providers send people back.

Its login, sign-up, e-mail and password pages have no address. The names are those it looks up.
"""

from allauth.socialaccount.providers.dingtalk import views as dingtalk
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import URLPattern, path

from cms.sso import views

urlpatterns: list[URLPattern] = [
    path("", views.sso_links, name="sso_links"),
    path("<slug:key>/begin/", views.sso_begin, name="sso_begin"),
    path("<slug:key>/unlink/", views.sso_unlink, name="sso_unlink"),
    path("dingtalk/callback/", dingtalk.oauth2_callback, name="dingtalk_callback"),
    path(
        "oidc/<slug:provider_id>/callback/",
        openid_connect.callback,
        name="openid_connect_callback",
    ),
]
