"""A refusal reaches its reader in their form and language."""

import json

from django.test import RequestFactory
from django.utils import translation

from huilong.kernel.refusal import Refusal
from huilong.shell.problem import refused

NO = Refusal(
    "file-too-large", zh="文件太大。", en="The file is too large.", status=413,
    remedy_zh="请放入收件夹。", remedy_en="Use the folder.", where="a.csv:3",
)  # fmt: skip


def test_a_program_gets_problem_json_in_its_language():
    with translation.override("en"):
        response = refused(RequestFactory().get("/x", HTTP_ACCEPT="application/json"), NO)
    told = json.loads(response.content)
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"
    assert (told["title"], told["detail"], told["remedy"]) == (NO.code, "The file is too large.", "Use the folder.")
    assert told["where"] == "a.csv:3"


def test_the_same_refusal_is_told_in_chinese():
    with translation.override("zh-hans"):
        response = refused(RequestFactory().get("/x", HTTP_ACCEPT="application/problem+json"), NO)
    assert json.loads(response.content)["detail"] == "文件太大。"
