"""What an account of the district may do here: sign in an adult who has linked it, no more.

Every answer of a provider ends in `pre_social_login`, so django-allauth's own sign-up, e-mail and
password pages are never reached; they have no addresses either (`cms.sso.urls`).
"""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.sso.links import CannotLink, link_account, owner_of_phone
from schools.models import User
from schools.permissions import can_have_account
from schools.signin import begin_second_step, sign_in_by_password
from schools.two_step import has_two_step


class LinkingAdapter(DefaultSocialAccountAdapter):
    """Never makes an account, never lets a pupil in, keeps nothing of what the provider tells."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        account = sociallogin.account
        SocialAccount.objects.filter(pk=account.pk).update(extra_data={})
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            self._link(request, account.provider, account.uid)
        owner = account.user if account.pk else self._by_phone(sociallogin)
        is_adult = owner is not None and not owner.is_pupil and not owner.erased_at
        if owner is None or not is_adult or not owner.is_active or not can_have_account(owner):
            text = _("This account is not linked yet. Sign in with your password, then link it.")
            self._leave(request, "sign_in", error=text)
        if has_two_step(owner):
            begin_second_step(request, owner, resolve_url("my"), timezone.now())
            raise ImmediateHttpResponse(redirect("sign_in_code"))
        sign_in_by_password(request, owner, timezone.now())
        raise ImmediateHttpResponse(redirect("my"))

    def _link(self, request: HttpRequest, provider: str, uid: str) -> NoReturn:
        user = request.user
        if not isinstance(user, User):
            self._leave(request, "sign_in", error=_("Sign in first."))
        try:
            link_account(user=user, provider=provider, uid=uid, now=timezone.now())
        except CannotLink as problem:
            self._leave(request, "sso_links", error=str(problem))
        messages.success(request, _("The account has been linked."))
        raise ImmediateHttpResponse(redirect("sso_links"))

    def _by_phone(self, sociallogin: Any) -> User | None:
        """The one adult with the phone number that the provider says it has verified."""
        told = sociallogin.account.extra_data
        claims = told.get("userinfo") or told.get("id_token") or {}
        if claims.get("phone_number_verified") is not True:
            return None
        owner = owner_of_phone(str(claims.get("phone_number") or ""))
        if owner is None:
            return None
        account = sociallogin.account
        try:
            link_account(user=owner, provider=account.provider, uid=account.uid, now=timezone.now())
        except CannotLink:
            return None
        return owner

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        where = "sso_links" if request.user.is_authenticated else "sign_in"
        self._leave(request, where, error=_("That did not work. Try again, or use your password."))

    def _leave(self, request: HttpRequest, where: str, *, error: str) -> NoReturn:
        messages.error(request, error)
        raise ImmediateHttpResponse(redirect(where))
