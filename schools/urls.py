"""URLs of schools."""

from django.urls import URLPattern, path

from schools.views import accounts, audit, pins, rights

urlpatterns: list[URLPattern] = [
    path("sign-in/", accounts.SignInView.as_view(), name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("password/", accounts.PasswordView.as_view(), name="password_change"),
    path("classes/<int:pk>/pins/", pins.class_pins, name="class_pins"),
    path("classes/<int:pk>/pins/<int:student_pk>/unlock/", pins.pin_unlock, name="pin_unlock"),
    path("audit/", audit.audit_log, name="audit_log"),
    path("audit/export/", audit.audit_export, name="audit_export"),
    path("people/<int:pk>/export/", rights.person_export, name="person_export"),
    path("privacy/", rights.privacy, name="privacy"),
]
