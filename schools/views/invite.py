"""A guardian joins by a child's slip: the QR, the number, the text to agree to, the account.

A GET never changes anything, because chats and browsers open addresses ahead of people. The
token is swapped at once for a note in the session, so it stays in no address bar.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from schools.brake import Brake, count_wrong, is_over
from schools.choices import ConsentAnswer
from schools.consent import CURRENT
from schools.domain.consent import StaleConsent, answer_consent
from schools.domain.guardians import PhoneTaken, join_child, join_with_new_account
from schools.domain.invitations import InvitationVoid, check_phone
from schools.guardian_forms import AnswerForm, KnownPhoneForm, NewGuardianForm, RelationForm
from schools.models import GuardianPhone, Invitation, User
from schools.queries import invitation_of_token
from schools.signin import end_pupil_session

SHOWN = "shown_invitation"
SHOWN_FOR = 30 * 60  # seconds: time to read, and to think of a password
WRONG_SLIPS = Brake("wrong-invitations", 600)
"""Nobody guesses 128 bits: this only spares the database."""


@never_cache
@require_safe
def invite_token(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR points: remember the slip in the session, and on to the question."""
    end_pupil_session(request)
    request.session.pop(SHOWN, None)
    if is_over(request, WRONG_SLIPS):
        return show_void(request, status=429)
    now = timezone.now()
    slip = invitation_of_token(token, now)
    if slip is None:
        count_wrong(request, WRONG_SLIPS)
        return show_void(request)
    until = now.timestamp() + SHOWN_FOR
    request.session[SHOWN] = {"digest": slip.digest, "until": until, "phone": False, "agreed": ""}
    return redirect("invite")


def show_void(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """The same page for every slip that fails."""
    return render(request, "schools/invite_void.html", status=status)


def shown_slip(request: HttpRequest, now: datetime) -> Invitation | None:
    """The slip that was shown in this session, if it is still open."""
    shown = request.session.get(SHOWN)
    if shown is None or shown["until"] < now.timestamp():
        return None
    slips = Invitation.objects.open_at(now).select_related("child")
    return slips.filter(digest=shown["digest"]).first()


def note(request: HttpRequest, **facts: object) -> None:
    """Remember one more step of this session's slip."""
    request.session[SHOWN] = {**request.session[SHOWN], **facts}


def needs_phone(request: HttpRequest, slip: Invitation) -> bool:
    """Whether one of the numbers that the school has must still be typed."""
    known = GuardianPhone.objects.filter(child=slip.child_id)
    return not request.session[SHOWN]["phone"] and known.exists()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """The number, where the school has one; then the text, to agree to or to refuse."""
    now = timezone.now()
    slip = shown_slip(request, now)
    if slip is None:
        return show_void(request)
    if needs_phone(request, slip):
        return ask_phone(request, slip, now)
    form = AnswerForm(request.POST) if "answer" in request.POST else AnswerForm()
    error = ""
    if form.is_valid() and form.cleaned_data["version"] != CURRENT.version:
        error = _("The text has changed since you opened this page. Please read it again.")
    elif form.is_valid() and form.cleaned_data["answer"] == ConsentAnswer.GIVEN:
        note(request, agreed=CURRENT.version)
        return redirect("invite_account")
    elif form.is_valid():
        return refuse(request, slip, form.cleaned_data["reason"], now)
    context = {"slip": slip, "form": form, "text": CURRENT, "error": error}
    status = 422 if form.errors or error else 200
    return render(request, "schools/invite.html", context, status=status)


def ask_phone(request: HttpRequest, slip: Invitation, now: datetime) -> HttpResponse:
    """Shows nothing of the child: who picked the slip up is no wiser."""
    form = KnownPhoneForm(request.POST if "phone" in request.POST else None)
    if form.is_valid():
        try:
            is_known = check_phone(invitation=slip, phone=form.cleaned_data["phone"], now=now)
        except InvitationVoid:
            return show_void(request)
        if is_known:
            note(request, phone=True)
            return redirect("invite")
        form.add_error(
            "phone", _("The school has another number. Try it, or ask the head teacher.")
        )
    status = 422 if form.errors else 200
    return render(request, "schools/invite_phone.html", {"form": form}, status=status)


def refuse(request: HttpRequest, slip: Invitation, reason: str, now: datetime) -> HttpResponse:
    """Keep the no, make no account, and say what follows."""
    user = request.user
    answer_consent(
        guardian=user if isinstance(user, User) and not user.is_pupil else None,
        child=slip.child,
        answer=ConsentAnswer.REFUSED,
        version=CURRENT.version,
        reason=reason,
        now=now,
    )
    del request.session[SHOWN]
    return render(request, "schools/invite_refused.html", {"child": slip.child})


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_account(request: HttpRequest) -> HttpResponse:
    """Join with the account that is signed in, or make one."""
    now = timezone.now()
    slip = shown_slip(request, now)
    if slip is None:
        return show_void(request)
    if needs_phone(request, slip) or request.session[SHOWN]["agreed"] != CURRENT.version:
        return redirect("invite")
    user = request.user
    is_known = isinstance(user, User) and not user.is_pupil
    form = (RelationForm if is_known else NewGuardianForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return join(request, slip, form.cleaned_data, now)
        except PhoneTaken:
            form.add_error("phone", _("There is an account with this number. Sign in with it."))
        except InvitationVoid:
            return show_void(request)
        except StaleConsent:
            return redirect("invite")
    context = {"slip": slip, "form": form, "is_known": is_known}
    status = 422 if form.errors else 200
    return render(request, "schools/invite_account.html", context, status=status)


def join(
    request: HttpRequest, slip: Invitation, data: dict[str, str], now: datetime
) -> HttpResponse:
    """Link the child, sign a new guardian in, and on to the own page."""
    user, version = request.user, request.session[SHOWN]["agreed"]
    if isinstance(user, User) and not user.is_pupil:
        join_child(
            invitation=slip, guardian=user, relation=data["relation"], version=version, now=now
        )
    else:
        user = join_with_new_account(
            invitation=slip,
            name=data["name"],
            phone=data["phone"],
            password=data["password"],
            relation=data["relation"],
            version=version,
            now=now,
        )
        login(request, user, backend="schools.backends.PasswordBackend")
    request.session.pop(SHOWN, None)
    messages.success(request, _("You have joined for %(name)s.") % {"name": slip.child.name})
    return redirect("my")
