"""Pages of people (登录): sign in, sign out, choose a language; who acts, said for the whole answer."""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huilong.kernel.acting import SIGN_IN, Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.people import actions, web_account, web_approvals, web_staff, web_tokens
from huilong.rooms.people.models import SecondFactor, User
from huilong.rooms.people.rules.signing_in import ended, one_place
from huilong.rooms.people.terms import LANGUAGES
from huilong.rooms.people.web_guard import PASSED, safe_next

HALF = "half signed in"
"""The key in a session of somebody whose password was right and whose code is awaited: [user, name, when]."""
HALF_SECONDS = 300


class ActingMiddleware:
    """Says who acts, for the whole answer and its streamed body; before signing in, nobody does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer while the signed-in user acts."""
        key = request.session.get(SESSION_KEY)
        if not key:
            return self.get_response(request)
        where = request.META.get("REMOTE_ADDR", "")
        with act_as(Acting(int(key), where=where)):
            user = request.user
            if not user.is_authenticated:
                return self.get_response(request)
            who = Acting(user.pk, user.organisation_id, user.role, where)
        with act_as(who):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _streamed_as(who, response.streaming_content)
        return response


def _streamed_as(who: Acting, body: Iterable[bytes]) -> Iterator[bytes]:
    """The body, each piece of it made while `who` acts: it is sent after the view has returned."""
    pieces = iter(body)
    while True:
        with act_as(who):
            try:
                piece = next(pieces)
            except StopIteration:
                return
        yield piece


class UserLanguageMiddleware:
    """Speaks the language a signed-in user chose; others keep the cookie's or the house's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the user's language."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.language):
            request.LANGUAGE_CODE = translation.get_language()
            return self.get_response(request)


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "class": "form-control w-100"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "form-control w-100"}),
    )


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in (登录), refusing for a while after repeated failures; with a second factor its code is asked next."""
    onward = safe_next(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        status, user = _try(request, form)
        if user is not None and has_factor(user):
            request.session.cycle_key()
            request.session[HALF] = [user.pk, form.cleaned_data["username"], timezone.now().timestamp()]
            return redirect(f"{reverse('login_code')}?{urlencode({'next': onward})}")
        if user is not None:
            _enter(request, user, form.cleaned_data["username"], passed=False)
            return redirect(onward)
    context = {"form": form, "next": onward, "why": ended(request.GET.get("why", ""))}
    return render(request, "people/login.html", context, status=status)


def _try(request: HttpRequest, form: forms.Form) -> tuple[int, User | None]:
    """Judge the given name and password: the status of a refusal (422 wrong, 429 locked), or the user."""
    username, at = form.cleaned_data["username"], timezone.now()
    address = request.META.get("REMOTE_ADDR", "")
    try:
        actions.refuse_if_locked(username, address, at)
    except Refusal as refusal:
        form.add_error(None, _said(refusal))
        return refusal.status, None
    with act_as(Acting(0, where=address, purpose=SIGN_IN)):
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        actions.remember_failure(username, address, at)
        form.add_error(None, gettext("The user name or the password is not right."))
        return 422, None
    return 302, user


def _said(refusal: Refusal) -> str:
    language = translation.get_language() or "zh-hans"
    return refusal.says.in_language(language) + " " + refusal.remedy.in_language(language)


def has_factor(user: User) -> bool:
    """Whether the user has confirmed a second factor."""
    with act_as(Acting(user.pk, user.organisation_id, user.role)):
        return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def _enter(request: HttpRequest, user: User, username: str, *, passed: bool) -> None:
    """Open the session: the older one ends where the role works in one place at a time."""
    at, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    with act_as(Acting(user.pk, user.organisation_id, user.role, address)):
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        request.session[PASSED] = passed
        request.session.pop(HALF, None)
        request.session.save()
        actions.welcome(user.pk, username, at)
        elsewhere = actions.enter(
            user.pk, str(request.session.session_key), address=address, device=request.headers.get("User-Agent", ""),
            alone=one_place(user.role), at=at,
        )  # fmt: skip
    if elsewhere:
        messages.info(request, gettext("You were signed in elsewhere; that sign-in was ended."))


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in: a code of the second factor, or a recovery code (验证码)."""
    onward = safe_next(request)
    half, at = request.session.get(HALF), timezone.now()
    if not half or at.timestamp() - half[2] > HALF_SECONDS:
        request.session.pop(HALF, None)
        return redirect(f"{reverse('login')}?{urlencode({'next': onward})}")
    mistake, status = "", 200
    if request.method == "POST":
        address = request.META.get("REMOTE_ADDR", "")
        with act_as(Acting(half[0], where=address)):
            user = User.objects.filter(pk=half[0], is_active=True).first()
            try:
                right = user is not None and actions.check_factor(
                    half[0], request.POST.get("code", "")[:40], address=address, at=at
                )
                mistake, status = gettext("The code is not right, or was used already."), 422
            except Refusal as refusal:
                right, mistake, status = False, _said(refusal), refusal.status
        if user is not None and right:
            _enter(request, user, half[1], passed=True)
            return redirect(onward)
    return render(request, "people/code.html", {"next": onward, "mistake": mistake}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out (退出)."""
    logout(request)
    return redirect("login")


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Choose a language (切换语言): kept with the user, or in a cookie before signing in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated:
        actions.change_language(request.user.pk, language)
    answer = redirect(safe_next(request))
    if language in dict(LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, httponly=True, samesite="Lax")
    return answer


urlpatterns = [
    path("login", sign_in, name="login"),
    path("login/code", sign_in_code, name="login_code"),
    path("language", choose_language, name="language"),
    path("logout", sign_out, name="logout"),
    path("account/", include((web_account.doors, "account"))),
    path("staff/", include(([*web_staff.doors, *web_approvals.doors, *web_tokens.doors], "people"))),
]
