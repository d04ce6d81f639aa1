"""URLs of schools."""

from django.urls import URLPattern, path

from schools.views import (
    accounts,
    audit,
    cards,
    consent,
    invitations,
    invite,
    pins,
    rights,
    roster,
)

urlpatterns: list[URLPattern] = [
    path("sign-in/", accounts.SignInView.as_view(), name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("password/", accounts.PasswordView.as_view(), name="password_change"),
    path("classes/<int:pk>/pins/", pins.class_pins, name="class_pins"),
    path("classes/<int:pk>/cards/", cards.class_cards, name="class_cards"),
    path("classes/<int:pk>/pins/<int:student_pk>/unlock/", pins.pin_unlock, name="pin_unlock"),
    path("classes/<int:pk>/invitations/", invitations.class_invitations, name="class_invitations"),
    path(
        "classes/<int:pk>/invitations/<int:student_pk>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path(
        "classes/<int:pk>/guardians/<int:link_pk>/remove/",
        invitations.guardian_remove,
        name="guardian_remove",
    ),
    path("schools/<int:pk>/guardians/", invitations.guardian_counts, name="guardian_counts"),
    path("invite/", invite.invite, name="invite"),
    path("invite/account/", invite.invite_account, name="invite_account"),
    path("invite/<str:token>/", invite.invite_token, name="invite_token"),
    path("consent/", consent.consent, name="consent"),
    path("consent/<int:pk>/", consent.consent_child, name="consent_child"),
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
