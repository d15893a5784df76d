"""Pages of the own account (我的账户): password, second factor, sessions; and the lock of a page left alone."""

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people import actions
from huilong.rooms.people.models import RecoveryCode, SecondFactor, Session, User
from huilong.rooms.people.rules.signing_in import factor_required
from huilong.rooms.people.terms import SessionEnd
from huilong.rooms.people.web_guard import PASSED, safe_next


def _me(request: HttpRequest) -> User:
    """The signed-in user; pages behind the sign-in have one."""
    return User.objects.get(pk=int(request.user.pk or 0))


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """My account: how one signs in, and where one is signed in now."""
    me = _me(request)
    found = SecondFactor.objects.filter(user=me, confirmed_at__isnull=False).values("confirmed_at").first()
    rows = Session.objects.filter(user=me, ended_at=None, expires_at__gt=timezone.now()).order_by("-last_seen_at")
    sessions = rows.values("key", "signed_in_at", "last_seen_at", "address", "device", "locked_at")
    return render(request, "people/account.html", {
        "me": me, "factor": found, "codes_left": RecoveryCode.objects.filter(user=me, used_at=None).count(),
        "sessions": sessions, "here": actions.session_hash(str(request.session.session_key)),
        "required": factor_required(me.role),
    })  # fmt: skip


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's sessions, or all others (结束会话)."""
    one = request.POST.get("session", "")[:64]
    spare = "" if one else str(request.session.session_key)
    count = actions.end_sessions(
        _me(request).pk, SessionEnd.ENDED, actor=_me(request).pk, at=timezone.now(), spare=spare, one=one
    )
    messages.success(request, gettext("Sessions ended: %(count)d") % {"count": count})
    return redirect("account:home")


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password (修改密码); wrong present passwords are counted like failed sign-ins."""
    me, mistakes, at = _me(request), [], timezone.now()
    if request.method == "POST":
        old, new = request.POST.get("old", "")[:200], request.POST.get("new", "")[:200]
        actions.refuse_if_locked(me.username, _address(request), at)
        if new != request.POST.get("again", "")[:200]:
            mistakes = [gettext("The new password was not repeated the same.")]
        else:
            mistakes = actions.change_password(me, old, new, spare=str(request.session.session_key), at=at)
        if not mistakes:
            update_session_auth_hash(request, me)
            messages.success(request, gettext("Your password was changed; your other sessions were ended."))
            return redirect(safe_next(request) if request.GET.get("next") else "account:home")
        if not me.check_password(old):
            actions.remember_failure(me.username, _address(request), at)
    context = {"mistakes": mistakes, "first": me.must_change}
    return render(request, "people/password.html", context, status=422 if mistakes else 200)


@sensitive_variables("secret", "codes")
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Set up a second factor (绑定第二因素): a QR code, its first code, then ten recovery codes shown once."""
    me, at = _me(request), timezone.now()
    if SecondFactor.objects.filter(user=me, confirmed_at__isnull=False).exists():
        return _with_factor(request, me)
    mistake = ""
    if request.method == "POST":
        actions.refuse_if_locked(f"factor:{me.pk}", _address(request), at)
        codes = actions.confirm_factor(me.pk, request.POST.get("code", "")[:20], at)
        if codes:
            request.session[PASSED] = True
            request.session.cycle_key()
            return _codes(request, codes)
        actions.remember_failure(f"factor:{me.pk}", _address(request), at)
        mistake = gettext("The code is not right. Is the clock of your device right?")
    secret, uri = actions.begin_factor(me.pk, me.username, at)
    picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=3, light="#fff", dark="#000")
    context = {
        "picture": picture, "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "mistake": mistake, "required": factor_required(me.role), "next": safe_next(request),
    }  # fmt: skip
    return render(request, "people/factor.html", context, status=422 if mistake else 200)


def _with_factor(request: HttpRequest, me: User) -> HttpResponse:
    """What somebody with a second factor can do about it, showing a code of it: new recovery codes, or take it away."""
    if request.method == "POST":
        at = timezone.now()
        if actions.check_factor(me.pk, request.POST.get("code", "")[:40], address=_address(request), at=at):
            if request.POST.get("act") == "remove":
                actions.remove_factor(me.pk, actor=me.pk, at=at)
                request.session[PASSED] = False
                messages.success(request, gettext("The second factor was taken away."))
                return redirect("account:home")
            request.session[PASSED] = True
            if request.POST.get("act") == "codes":
                return _codes(request, actions.new_recovery_codes(me.pk, at))
            return redirect(safe_next(request))
        messages.error(request, gettext("The code is not right, or was used already."))
    return render(request, "people/factor_kept.html", {"next": safe_next(request)})


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "people/codes.html", {"codes": codes, "next": safe_next(request)})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """A page left alone asks for the password again and goes on where it was (解锁)."""
    me, at, mistake, status = _me(request), timezone.now(), "", 200
    if request.method == "POST":
        try:
            actions.refuse_if_locked(me.username, _address(request), at)
        except Refusal as refusal:
            return render(
                request, "people/unlock.html", {"refusal": refusal, "next": safe_next(request)}, status=refusal.status
            )
        if me.check_password(request.POST.get("password", "")[:200]):
            request.session.seen()  # type: ignore[attr-defined]
            return redirect(safe_next(request))
        actions.remember_failure(me.username, _address(request), at)
        mistake, status = gettext("The password is not right."), 422
    return render(request, "people/unlock.html", {"mistake": mistake, "next": safe_next(request)}, status=status)


doors = [
    path("", account, name="home"),
    path("sessions/end/", end_session, name="end_session"),
    path("password/", password, name="password"),
    path("factor/", factor, name="factor"),
    path("unlock/", unlock, name="unlock"),
]
