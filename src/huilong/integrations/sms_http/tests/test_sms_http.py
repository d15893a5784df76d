"""Texts over HTTP, against the provider's process: what it takes, refuses, loses; what we believe of its reports."""

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from huilong.integrations import callbacks
from huilong.integrations.environment import trusted
from huilong.integrations.sms_http import channel, signing
from huilong.integrations.sms_http.adapter import CHINA, SmsOverHttp
from huilong.integrations.sms_http.config import config
from huilong.integrations.sms_http.tests.counterpart import CALLBACK_SECRET, SECRET, config_for, counterpart
from huilong.integrations.tests.processes import listening
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Delivery, Handed, HandedState, Outgoing, Report

TEXT = "【回笼金融】王女士您好,您的贷款本期应还 1,234.56 元,请于今日 20:00 前还款。😀 & = + %"
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    with counterpart(tmp_path_factory.mktemp("provider")) as there:
        yield there


@pytest.fixture
def sms(provider):
    return SmsOverHttp(provider.config())


def message(key: str, **changes) -> Outgoing:
    return replace(Outgoing(key=key, to="13800138001", body=TEXT), **changes)


def test_a_text_is_taken_whole_and_can_be_asked_about(sms, provider):
    handed = sms.send(message("good-1"))
    kept = provider.taken()["good-1"]

    assert handed.state == HandedState.ACCEPTED
    assert kept["told"]["Content"] == TEXT
    assert (kept["told"]["PhoneNumbers"], kept["told"]["SignName"]) == ("13800138001", "回笼金融")
    asked = sms.ask("good-1")
    assert asked and (asked.state, asked.provider_id) == (HandedState.ACCEPTED, handed.provider_id) != ("", "")


def test_a_template_the_provider_knows_goes_by_its_number_with_values(provider):
    sms = SmsOverHttp(provider.config(templates={"due-today": "SMS_154950909"}))
    sms.send(message("template-1", template="due-today", values={"name": "王“小”明", "amount": "1,234.56"}))
    told = provider.taken()["template-1"]["told"]

    assert told["TemplateCode"] == "SMS_154950909"
    assert json.loads(told["TemplateParam"]) == {"name": "王“小”明", "amount": "1,234.56"}
    assert "Content" not in told


def test_the_same_key_again_is_the_same_message(sms, provider):
    first, second = sms.send(message("twice-1")), sms.send(message("twice-1"))

    assert first == second
    assert provider.taken()["twice-1"]["handed"] == 2


@pytest.mark.parametrize("fault", ["lose", "gateway", "garble"])
def test_a_lost_answer_is_unknown_and_asking_finds_the_message(sms, provider, fault):
    provider.order(next=[fault])

    assert sms.send(message(f"lost-{fault}")).state == HandedState.UNKNOWN
    asked = sms.ask(f"lost-{fault}")
    assert asked and asked.state == HandedState.ACCEPTED
    assert provider.taken()[f"lost-{fault}"]["handed"] == 1


def test_a_connection_that_broke_before_it_was_taken_is_unknown_and_asking_says_it_never_came(sms, provider):
    provider.order(next=["drop"])

    assert sms.send(message("dropped-1")).state == HandedState.UNKNOWN
    assert sms.ask("dropped-1") is None


def test_an_answer_that_does_not_come_in_time_is_unknown(provider):
    provider.order(next=["stall"])
    hasty = SmsOverHttp(provider.config(timeout_seconds=3.0))

    assert hasty.send(message("slow-1")) == Handed(HandedState.UNKNOWN, code="timeout")
    asked = SmsOverHttp(provider.config()).ask("slow-1")
    assert asked and asked.state == HandedState.ACCEPTED


@pytest.mark.parametrize(
    ("fault", "code", "wait"),
    [
        ("throttle", "Throttling.User", 7), ("limit", "isv.BUSINESS_LIMIT_CONTROL", 9), ("error", "InternalError", 60),
        ("broke", "isv.AMOUNT_NOT_ENOUGH", 300),
    ],
)  # fmt: skip
def test_a_provider_that_asks_for_patience_gets_it(sms, provider, fault, code, wait):
    provider.order(next=[fault])

    assert sms.send(message(f"later-{fault}")) == Handed(HandedState.LATER, code=code, retry_after_seconds=wait)
    assert f"later-{fault}" not in provider.taken()
    assert sms.send(message(f"later-{fault}")).state == HandedState.ACCEPTED


def test_a_number_that_is_none_is_refused(sms, provider):
    refused = sms.send(message("refused-1", to="13800130000"))

    assert refused == Handed(HandedState.REFUSED, code="isv.MOBILE_NUMBER_ILLEGAL")
    assert "refused-1" not in provider.taken()


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"secret": "wrong"}, "SignatureDoesNotMatch"), ({"key": "wrong"}, "InvalidAccessKeyId.NotFound")],
)
def test_a_wrong_secret_costs_no_message_and_never_says_that_one_did_not_come(provider, changes, code):
    stranger = SmsOverHttp(provider.config(**changes))

    assert stranger.send(message("stranger-1")) == Handed(HandedState.LATER, code=code, retry_after_seconds=300)
    asked = stranger.ask("good-1")
    assert asked and (asked.state, asked.code) == (HandedState.UNKNOWN, code)
    assert "stranger-1" not in provider.taken()


def test_a_clock_gone_wrong_costs_no_message(provider):
    late = SmsOverHttp(provider.config(), clock=lambda: datetime.now(UTC) - timedelta(hours=1))

    assert late.send(message("clock-1")).code == "InvalidTimeStamp.Expired"
    assert late.send(message("clock-1")).state == HandedState.LATER


def test_where_nobody_listens_nothing_was_sent():
    with socket.socket() as free:  # bound, never listening: a connection is refused
        free.bind(("127.0.0.1", 0))
        nobody = SmsOverHttp(config_for(f"http://127.0.0.1:{free.getsockname()[1]}"))

        assert nobody.send(message("nobody-1")) == Handed(HandedState.LATER, "", "connection-refused", 60)
        asked = nobody.ask("nobody-1")
        assert asked and asked.state == HandedState.UNKNOWN


def test_tls_is_verified(tmp_path):
    """A plain server is no TLS server: the handshake fails before a byte of the message leaves."""
    with counterpart(tmp_path) as there:
        url = urlsplit(there.address.replace("http:", "https:"))
        handed = SmsOverHttp(there.config(url=url, trust=trusted("SMS_HTTP_CA_FILE"))).send(message("tls-1"))

        assert (handed.state, handed.code) == (HandedState.LATER, "tls")
        assert there.taken() == {}


def test_the_provider_s_reports_come_signed_and_are_read(tmp_path):
    with listening(500) as (address, calls), counterpart(tmp_path, "--callback", address) as there:
        sms = SmsOverHttp(there.config())
        handed = sms.send(message("reported-1", to="13800139999"))
        refused_once, again = calls.get(timeout=20), calls.get(timeout=20)  # 500 the first time: it tries again
        there.order(report="reported-1")
        third = calls.get(timeout=20)

    assert refused_once[1] == again[1]
    [report] = sms.reports(*again)
    assert (report.key, report.provider_id) == ("reported-1", handed.provider_id)
    assert (report.delivery, report.code, report.at.tzinfo) == (Delivery.FAILED, "UNDELIV", CHINA)
    assert [one.key for one in sms.reports(*third)] == ["reported-1"]


def test_reports_held_back_come_when_let_go(tmp_path):
    with listening() as (address, calls), counterpart(tmp_path, "--callback", address) as there:
        there.order(hold=True)
        sms = SmsOverHttp(there.config())
        sms.send(message("held-1"))
        assert calls.empty()
        there.order(hold=False)

        [report] = sms.reports(*calls.get(timeout=20))
    assert (report.key, report.delivery) == ("held-1", Delivery.DELIVERED)


def push(told: object, at: datetime = AT, secret: str = CALLBACK_SECRET) -> tuple[dict[str, str], bytes]:
    """A call as the provider makes it."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return {name.title(): value for name, value in callbacks.signed(secret, body, at, "n").items()}, body


ONE = {
    "phone_number": "13800138001", "success": True, "biz_id": "7^0", "out_id": "k-1", "err_code": "DELIVERED",
    "report_time": "2026-03-02 10:00:01",
}  # fmt: skip


@pytest.fixture
def reader():
    return SmsOverHttp(config_for("http://127.0.0.1:1"), clock=lambda: AT)


def test_a_report_is_read_in_china_s_time_and_twice_if_it_comes_twice(reader):
    at = datetime(2026, 3, 2, 2, 0, 1, tzinfo=UTC)
    expected = [Report("k-1", "7^0", Delivery.DELIVERED, at, "DELIVERED")]

    assert reader.reports(*push([ONE])) == expected
    assert reader.reports(*push([ONE])) == expected


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_stale_call_is_not_believed(reader, seconds):
    with pytest.raises(Refusal, match="bad-signature"):
        reader.reports(*push([ONE], at=AT + timedelta(seconds=seconds)))


def test_a_call_signed_with_another_secret_or_changed_is_not_believed(reader):
    headers, body = push([ONE])
    for call in (push([ONE], secret=SECRET), (headers, body.replace(b"true", b"false")), ({}, body),
                 (headers | {"X-Signature": "ü"}, body), (headers | {"X-Timestamp": "²"}, body)):  # fmt: skip
        with pytest.raises(Refusal, match="bad-signature"):
            reader.reports(*call)


@pytest.mark.parametrize(
    "told",
    [
        b"", b"[", b"\xff", {"out_id": "k"}, [{}], ["k"], [ONE | {"success": "true"}], [ONE | {"out_id": ""}],
        [ONE | {"report_time": "yesterday"}], [ONE | {"report_time": 7}], b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_signed_call_that_is_no_report_is_refused(reader, told):
    with pytest.raises(Refusal, match="bad-report"):
        reader.reports(*push(told))


def test_requests_are_signed_as_the_provider_publishes():
    """The worked example of Alibaba Cloud's page on signature V3."""
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances", "x-acs-version": "2014-05-26",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    }  # fmt: skip
    query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"

    assert (
        signing.signature_of("YourAccessKeySecret", "POST", "/", query, headers)
        == "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_the_channel_is_built_from_the_environment(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    for name, value in {
        "URL": "https://dysmsapi.aliyuncs.com", "KEY": "k", "SECRET_FILE": str(tmp_path / "secret"),
        "TEMPLATES": '{"due": "SMS_1"}', "TIMEOUT_SECONDS": "3",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SMS_HTTP_{name}", value)
    told = channel().config

    assert (told.secret, told.callback_secret, told.timeout_seconds) == ("from a file", "from a file", 3.0)
    assert told.trust is not None and told.trust.check_hostname
    assert "from a file" not in repr(told)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("URL", "http://sms.example.com", "channel-in-clear"), ("URL", "ftp://127.0.0.1", "channel-misled"),
        ("KEY", "", "channel-unset"), ("TEMPLATES", "[", "channel-misled"), ("TEMPLATES", '{"a": 1}', "channel-misled"),
        ("TIMEOUT_SECONDS", "nan", "channel-misled"),
    ],
)  # fmt: skip
def test_settings_that_lead_astray_are_refused(monkeypatch, name, value, code):
    for key, good in {"URL": "http://127.0.0.1:1", "KEY": "k", "SECRET": "s"}.items():
        monkeypatch.setenv(f"SMS_HTTP_{key}", good)
    monkeypatch.setenv(f"SMS_HTTP_{name}", value)

    with pytest.raises(Refusal, match=code):
        config()
