"""URLs of schools."""

from django.urls import URLPattern, path

from schools.views import accounts, audit, cards, passwords, pins, rights, roster, two_step

urlpatterns: list[URLPattern] = [
    path("sign-in/", accounts.SignInView.as_view(), name="sign_in"),
    path("sign-in/code/", accounts.sign_in_code, name="sign_in_code"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("password/", accounts.PasswordView.as_view(), name="password_change"),
    path("still-here/", accounts.still_here, name="still_here"),
    path("two-step/", two_step.two_step, name="two_step"),
    path("two-step/start/", two_step.two_step_start, name="two_step_start"),
    path("two-step/off/", two_step.two_step_off, name="two_step_off"),
    path("schools/<int:pk>/passwords/", passwords.staff_passwords, name="staff_passwords"),
    path(
        "schools/<int:pk>/passwords/<int:user_pk>/two-step/",
        passwords.staff_two_step_reset,
        name="staff_two_step_reset",
    ),
    path("classes/<int:pk>/passwords/", passwords.class_passwords, name="class_passwords"),
    path("classes/<int:pk>/pins/", pins.class_pins, name="class_pins"),
    path("classes/<int:pk>/cards/", cards.class_cards, name="class_cards"),
    path("classes/<int:pk>/pins/<int:student_pk>/unlock/", pins.pin_unlock, name="pin_unlock"),
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
