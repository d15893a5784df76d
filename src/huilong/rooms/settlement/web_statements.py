"""Pages of statements (结算单页): statements and their lines, the firm's word, approval."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.people.terms import Role
from huilong.rooms.settlement import actions, queries
from huilong.rooms.settlement.rules.approving import may_approve
from huilong.rooms.settlement.terms import DisputeAnswer, DisputeReason, StatementRow, StatementState
from huilong.rooms.settlement.web_table import LINES, STATEMENTS, LineSource, StatementSource, last_month
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member


def _journal_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def statements(request: HttpRequest) -> HttpResponseBase:
    """The statements the reader sees (结算单列表): the house all, a firm its own once issued."""
    require(request, "statement.view")
    return list_page(
        request, STATEMENTS, StatementSource(), may=partial(may, request.user), log=_journal_export,
        template="settlement/statements.html", may_run=may(request.user, "statement.run"),
        month=last_month(timezone.localdate()),
    )  # fmt: skip


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Draft the statements of a month that is over (月度结算)."""
    require(request, "statement.run")
    now = timezone.now()
    month = typed_day({"month": f"{request.POST.get('month', '').strip()}-01"}, "month")
    yesterday = timezone.localdate(now).fromordinal(timezone.localdate(now).toordinal() - 1)
    counts = actions.run_month(month, yesterday, now)
    told = gettext("%(statements)s statements are drafted, of %(contracts)s contracts with placements.") % counts
    messages.success(request, told)
    return redirect(reverse("settlement:list"))


@require_GET
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One statement (结算单): what it comes to, its lines, objections, and what the reader may do with it."""
    require(request, "statement.view")
    row = queries.statement_row(statement_id)
    lines, total = queries.lines_page(statement_id, size=100)
    people = {one for one in (row.issued_by, row.agreed_by, row.approved_by) if one}
    return render(request, "settlement/statement.html", {
        "row": row, "lines": lines, "total": total, "by_reason": queries.lines_by_reason(statement_id),
        "disputes": queries.disputes_of(statement_id), "answers": list(DisputeAnswer), "names": names_of(people),
        "today": timezone.localdate(), **_may(request, row),
    })  # fmt: skip


def _may(request: HttpRequest, row: StatementRow) -> dict[str, bool]:
    """What of a statement is the reader's to do now."""
    user = request.user
    runs, speaks, state = may(user, "statement.run"), may(user, "statement.dispute"), row.state
    return {
        "may_issue": runs and state is StatementState.DRAFTED, "may_answer": runs,
        "may_agree": speaks and state is StatementState.ISSUED,
        "may_dispute": speaks and state in (StatementState.ISSUED, StatementState.DISPUTED),
        "may_invoice": speaks and state is StatementState.APPROVED and row.due_fen > 0,
        "may_approve": may(user, "statement.approve") and state is StatementState.AGREED and user.pk != row.issued_by
        and may_approve(Role(user.role), row.fen, queries.settlement_policy()),  # type: ignore[union-attr]
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, statement_id: int) -> HttpResponseBase:
    """The lines of a statement as a list that can be taken away (结算明细列表)."""
    require(request, "statement.view")
    row = queries.statement_row(statement_id)
    return list_page(
        request, LINES, LineSource(statement_id), may=partial(may, request.user), log=_journal_export,
        template="settlement/lines.html", row=row,
    )  # fmt: skip


@require_GET
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line (明细): what it is reckoned from, and every statement that spoke of the same thing."""
    require(request, "statement.view")
    one = queries.line_row(line_id)
    row = queries.statement_row(one.statement)
    dispute = next((each for each in queries.disputes_of(row.id) if each.line == line_id), None)
    return render(request, "settlement/line.html", {
        "line": one, "row": row, "history": queries.history_of(row.contract, one.key), "dispute": dispute,
        "reasons": list(DisputeReason), "answers": list(DisputeAnswer), "sees_case": may(request.user, "case.view"),
        **_may(request, row),
    })  # fmt: skip


@require_POST
def act(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One verb of a statement (办理): issue, agree, approve or invoice, as `verb` says."""
    permission, doing = VERBS.get(request.POST.get("verb", ""), ("", None))
    if doing is None:
        raise Refusal("no-choice", status=422, where="verb", zh="请从列表中选择。", en="Choose one of the list.")
    require(request, permission)
    queries.statement_row(statement_id)
    doing(request, statement_id)
    messages.success(request, gettext("Done, and written into the trace."))
    return redirect(reverse("settlement:statement", args=[statement_id]))


def _issue(request: HttpRequest, key: int) -> None:
    actions.issue(key, user=_user(), at=timezone.now())


def _agree(request: HttpRequest, key: int) -> None:
    actions.agree(key, user=_user(), at=timezone.now())


def _approve(request: HttpRequest, key: int) -> None:
    role = Role(request.user.role)  # type: ignore[union-attr]
    actions.approve(key, user=_user(), role=role, at=timezone.now())


def _invoice(request: HttpRequest, key: int) -> None:
    actions.invoice(
        key, request.POST.get("number", "").strip(), typed_amount(request.POST, "amount"),
        typed_day(request.POST, "issued_on"), user=_user(), at=timezone.now(),
    )  # fmt: skip


VERBS: dict[str, tuple[str, Any]] = {
    "issue": ("statement.run", _issue), "agree": ("statement.dispute", _agree),
    "approve": ("statement.approve", _approve), "invoice": ("statement.dispute", _invoice),
}  # fmt: skip
"""What the page of a statement does, and the permission each needs."""


@require_POST
def dispute(request: HttpRequest, line_id: int) -> HttpResponse:
    """The firm objects to a line (提出异议)."""
    require(request, "statement.dispute")
    one, sent = queries.line_row(line_id), request.FILES.get("file")
    actions.dispute(
        line_id, typed_member(DisputeReason, request.POST, "reason"), note=request.POST.get("note", ""),
        evidence=request.POST.get("evidence", ""), user=_user(), at=timezone.now(),
        file=(sent.name or "file", sent.read()) if isinstance(sent, UploadedFile) else None,
    )  # fmt: skip
    messages.success(request, gettext("The objection is with the house."))
    return redirect(reverse("settlement:statement", args=[one.statement]))


@require_GET
def proof(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """The file that shows an objection, to be saved (异议凭据)."""
    require(request, "statement.view")
    queries.statement_of_dispute(dispute_id)
    media, body = actions.open_proof(dispute_id, timezone.now())
    return HttpResponse(body, content_type=media, headers={
        "Content-Disposition": f'attachment; filename="objection-{dispute_id}"', "X-Content-Type-Options": "nosniff",
    })  # fmt: skip


@require_POST
def answer(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Answer an objection (答复异议)."""
    require(request, "statement.run")
    statement_id = queries.statement_of_dispute(dispute_id)
    actions.answer(
        dispute_id, typed_member(DisputeAnswer, request.POST, "answer"), note=request.POST.get("note", ""),
        user=_user(), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The answer is with the firm."))
    return redirect(reverse("settlement:statement", args=[statement_id]))


def _user() -> int:
    who = acting()
    return who.user if who else 0


doors = [
    path("settlement/", statements, name="list"),
    path("settlement/run", run, name="run"),
    path("settlement/<int:statement_id>/", statement, name="statement"),
    path("settlement/<int:statement_id>/lines/", lines, name="lines"),
    path("settlement/<int:statement_id>/act", act, name="act"),
    path("settlement/lines/<int:line_id>/", line, name="line"),
    path("settlement/lines/<int:line_id>/dispute", dispute, name="dispute"),
    path("settlement/disputes/<int:dispute_id>/answer", answer, name="answer"),
    path("settlement/disputes/<int:dispute_id>/proof", proof, name="proof"),
]
