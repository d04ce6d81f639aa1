"""What this app and what stands below it remove when a person is erased."""

from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from schools.models import (
    Card,
    Consent,
    GuardianPhone,
    Invitation,
    Membership,
    Panel,
    Pin,
    RosterChangeRow,
    User,
)
from schools.seals import erasure_permitted


def erase_schools(user: User, now: datetime) -> None:
    """Leave a nameless row that class lists and attempts may go on pointing at."""
    _end_sessions(user)
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(username__in=[user.username, user.phone or user.username]).delete()
    kind = ContentType.objects.get_for_model(User)
    people = ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk))
    people.update(label=_("Deleted"), data={})
    UserProfile.objects.filter(user=user).delete()
    Pin.objects.filter(user=user).delete()
    Card.objects.filter(user=user).delete()
    Invitation.objects.filter(child=user).delete()
    GuardianPhone.objects.filter(child=user).delete()
    with erasure_permitted(reason="consents go with the guardian or the child", now=now):
        Consent.objects.filter(Q(guardian=user) | Q(child=user)).delete()
    # Of roster changes the class places stay, without which an import cannot be undone.
    told = [each._meta.model_name for each in (User, GuardianPhone, Membership)]
    RosterChangeRow.objects.filter(person=user, model__in=told).delete()
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    Panel.objects.filter(confirmed_by=user).delete()
    user.guardian_links.all().delete()
    user.children_links.all().delete()
    user.username, user.name = f"erased-{user.pk}", _("Deleted")
    user.sex = user.phone = user.email = user.first_name = user.last_name = ""
    user.student_hash = user.last_login = None
    user.must_change_password = False
    user.password_issued_at = user.password_changed_at = None
    user.erased_at = now
    user.set_unusable_password()
    user.save()


def _end_sessions(user: User) -> None:
    # A session's content is signed text, so each has to be opened to see whose it is.
    own = [
        session.pk
        for session in Session.objects.order_by("pk").iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=own).delete()
