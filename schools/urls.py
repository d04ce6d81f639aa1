"""URLs of schools."""

from django.urls import URLPattern, path

from schools.views import accounts, audit, cards, codes, panels, pins, rights, roster

urlpatterns: list[URLPattern] = [
    path("sign-in/", accounts.SignInView.as_view(), name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("password/", accounts.PasswordView.as_view(), name="password_change"),
    path("classes/<int:pk>/pins/", pins.class_pins, name="class_pins"),
    path("classes/<int:pk>/cards/", cards.class_cards, name="class_cards"),
    path("classes/<int:pk>/pins/<int:student_pk>/unlock/", pins.pin_unlock, name="pin_unlock"),
    path("classes/<int:pk>/code/", codes.class_code_renew, name="class_code_renew"),
    path("panel/", panels.panel, name="panel"),
    path("panel/wait/", panels.panel_wait, name="panel_wait"),
    path("panel/end/", panels.panel_leave, name="panel_leave"),
    path("panel/<str:token>/", panels.panel_confirm, name="panel_confirm"),
    path("panels/", panels.panels, name="panels"),
    path("panels/<int:pk>/end/", panels.panel_end, name="panel_end"),
    path("schools/<int:pk>/roster/", roster.roster, name="roster"),
    path("schools/<int:pk>/roster/<int:upload_pk>/", roster.roster_upload, name="roster_upload"),
    path(
        "schools/<int:pk>/roster/<int:upload_pk>/<str:which>.xlsx",
        roster.roster_download,
        name="roster_download",
    ),
    path("audit/", audit.audit_log, name="audit_log"),
    path("audit/export/", audit.audit_export, name="audit_export"),
    path("people/<int:pk>/export/", rights.person_export, name="person_export"),
    path("privacy/", rights.privacy, name="privacy"),
]
