"""URLs of schools."""

from django.urls import URLPattern, path

from schools.views import (
    accounts,
    audit,
    cards,
    class_roster,
    classes,
    pins,
    rights,
    roster,
    roster_history,
    staff,
    units,
)

urlpatterns: list[URLPattern] = [
    path("sign-in/", accounts.SignInView.as_view(), name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("password/", accounts.PasswordView.as_view(), name="password_change"),
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
    path("units/<int:pk>/", units.unit_page, name="unit"),
    path("units/<int:pk>/edit/", units.unit_edit, name="unit_edit"),
    path("units/<int:pk>/add/<str:kind>/", units.unit_add, name="unit_add"),
    path("units/<int:pk>/staff/", staff.staff_list, name="staff"),
    path("units/<int:pk>/staff/add/", staff.staff_add, name="staff_add"),
    path("units/<int:pk>/staff/<int:person_pk>/", staff.staff_person, name="staff_person"),
    path("units/<int:pk>/staff/<int:person_pk>/edit/", staff.staff_edit, name="staff_edit"),
    path(
        "units/<int:pk>/staff/<int:person_pk>/end/<int:membership_pk>/",
        staff.post_end,
        name="post_end",
    ),
    path("schools/<int:pk>/classes/", classes.class_list, name="class_list"),
    path("schools/<int:pk>/classes/add/", classes.class_add, name="class_add"),
    path("classes/<int:pk>/edit/", classes.class_edit, name="class_edit"),
    path("schools/<int:pk>/roster/history/", roster_history.roster_history, name="roster_history"),
    path(
        "schools/<int:pk>/roster/history/<int:change_pk>/",
        roster_history.roster_change,
        name="roster_change",
    ),
    path(
        "schools/<int:pk>/roster/history/<int:change_pk>/undo/",
        roster_history.roster_undo,
        name="roster_undo",
    ),
    path("rosters/", class_roster.rosters, name="rosters"),
    path("schools/<int:pk>/rosters/", class_roster.school_rosters, name="school_rosters"),
    path("classes/<int:pk>/roster/", class_roster.class_roster, name="class_roster"),
    *(
        path(f"classes/<int:pk>/roster/<int:student_pk>/{suffix}", view, name=view.__name__)
        for suffix, view in [
            ("", class_roster.class_pupil),
            ("correct/", class_roster.pupil_correct),
            ("leave/", class_roster.pupil_leave),
            ("move/", class_roster.pupil_move),
            ("transfer/", class_roster.pupil_transfer),
        ]
    ),
    path("audit/", audit.audit_log, name="audit_log"),
    path("audit/export/", audit.audit_export, name="audit_export"),
    path("people/<int:pk>/export/", rights.person_export, name="person_export"),
    path("privacy/", rights.privacy, name="privacy"),
]
