"""Pages of people (登录): sign in, sign out, choose a language."""

from collections.abc import Callable, Iterable, Iterator

from django import forms
from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huilong.kernel.acting import SIGN_IN, Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.people import actions
from huilong.rooms.people.rules.signing_in import one_place
from huilong.rooms.people.terms import LANGUAGES


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
    """Sign in (登录), refusing for a while after repeated failures."""
    onward = _safe_next(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _try(request, form)
        if status == 302:
            return redirect(onward)
    context = {"form": form, "next": onward}
    return render(request, "people/login.html", context, status=status)


def _try(request: HttpRequest, form: SignInForm) -> int:
    """Judge the given name and password; the HTTP status of the answer (302 signed in, 422 wrong, 429 locked)."""
    username, at = form.cleaned_data["username"], timezone.now()
    address = request.META.get("REMOTE_ADDR", "")
    try:
        actions.refuse_if_locked(username, address, at)
    except Refusal as refusal:
        language = translation.get_language() or "zh-hans"
        form.add_error(None, refusal.says.in_language(language) + " " + refusal.remedy.in_language(language))
        return refusal.status
    with act_as(Acting(0, where=address, purpose=SIGN_IN)):
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if user is None:
        actions.remember_failure(username, address, at)
        form.add_error(None, gettext("The user name or the password is not right."))
        return 422
    with act_as(Acting(user.pk, user.organisation_id, user.role, address)):
        login(request, user)
        request.session.save()
        actions.enter(
            user.pk, request.session.session_key or "", address=address, at=at, alone=one_place(user.role),
            device=request.headers.get("User-Agent", ""),
        )  # fmt: skip
        actions.welcome(user.pk, username, at)
    return 302


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
    answer = redirect(_safe_next(request))
    if language in dict(LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, httponly=True, samesite="Lax")
    return answer


def _safe_next(request: HttpRequest) -> str:
    """Where to go next, never to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else "/"


urlpatterns = [
    path("login", sign_in, name="login"),
    path("language", choose_language, name="language"),
    path("logout", sign_out, name="logout"),
]
