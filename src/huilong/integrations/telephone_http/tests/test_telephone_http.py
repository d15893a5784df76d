"""Click-to-call over HTTP, against the gateway's process: calls begun once, answers lost, events believed or not."""

import json
import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from huilong.integrations import callbacks
from huilong.integrations.telephone_http import telephony
from huilong.integrations.telephone_http.adapter import TelephoneOverHttp
from huilong.integrations.telephone_http.config import Config, config
from huilong.integrations.tests.processes import listening, order, started, taken
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import CallNews, CallState, Dialled

SECRET, CALLBACK_SECRET = "a secret between two", "another for the way back"
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def gateway_process(folder, *more):
    for name, secret in (("secret", SECRET), ("callback", CALLBACK_SECRET)):
        (folder / name).write_text(secret + "\n", encoding="utf-8")
    files = ["--secret-file", str(folder / "secret"), "--callback-secret-file", str(folder / "callback")]
    return started("huilong.integrations.telephone_http.simulator", "--port", "0", *files, *more)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    with gateway_process(tmp_path_factory.mktemp("gateway")) as address:
        yield address


def telephone(address: str, clock=lambda: datetime.now(UTC), **changes) -> TelephoneOverHttp:
    given = {
        "url": urlsplit(address), "key": "simulated-key", "secret": SECRET, "callback_secret": CALLBACK_SECRET,
        "timeout_seconds": 20.0,
    }  # fmt: skip
    return TelephoneOverHttp(Config(**(given | changes)), clock)


@pytest.fixture
def phone(gateway):
    return telephone(gateway)


def test_a_call_is_begun_with_recording_and_ended_once(phone, gateway):
    dialled = phone.dial("case-1/通话 1", "8001", "13800138001")
    call = taken(gateway)["case-1/通话 1"]

    assert dialled == Dialled(call["call_id"], ok=True)
    assert call["told"] == {"key": "case-1/通话 1", "extension": "8001", "callee": "13800138001", "record": True}
    assert phone.hang_up("case-1/通话 1") is True
    assert phone.hang_up("case-1/通话 1") is False
    assert phone.hang_up("never") is False


def test_the_same_key_again_dials_nothing_twice(phone, gateway):
    assert phone.dial("twice", "8001", "13800138001") == phone.dial("twice", "8001", "13800138001")
    assert taken(gateway)["twice"]["asked"] == 2


@pytest.mark.parametrize("fault", ["lose", "gateway", "garble", "drop"])
def test_a_lost_answer_is_asked_for_again_by_key(phone, gateway, fault):
    order(gateway, next=[fault])
    dialled = phone.dial(f"lost-{fault}", "8001", "13800138001")

    assert dialled == Dialled(taken(gateway)[f"lost-{fault}"]["call_id"], ok=True)


def test_an_answer_lost_twice_is_unknown_and_the_call_can_still_be_ended(phone, gateway):
    order(gateway, next=["lose", "lose"])

    assert phone.dial("lost-twice", "8001", "13800138001") == Dialled("", ok=False, code="unknown")
    assert phone.hang_up("lost-twice") is True


def test_a_gateway_that_does_not_answer_in_time_is_unknown(gateway):
    order(gateway, next=["stall", "stall"])

    assert telephone(gateway, timeout_seconds=1.0).dial("slow", "8001", "13800138001").code == "unknown"


@pytest.mark.parametrize(("fault", "code"), [("busy", "extension-busy"), ("full", "lines-busy"), ("error", "http-500")])
def test_a_call_the_gateway_will_not_begin_says_why(phone, gateway, fault, code):
    order(gateway, next=[fault])

    assert phone.dial(f"not-{fault}", "8001", "13800138001") == Dialled("", ok=False, code=code)
    assert f"not-{fault}" not in taken(gateway)


def test_a_wrong_secret_begins_and_ends_nothing(gateway, phone):
    phone.dial("mine", "8001", "13800138001")
    stranger = telephone(gateway, secret="wrong")

    assert stranger.dial("strange", "8001", "13800138001") == Dialled("", ok=False, code="bad-signature")
    assert stranger.hang_up("mine") is False
    assert stranger.healthy() is False
    assert taken(gateway)["mine"]["live"] is True
    assert "strange" not in taken(gateway)


def test_a_clock_gone_wrong_is_told(gateway):
    late = telephone(gateway, clock=lambda: datetime.now(UTC) - timedelta(hours=1))

    assert late.dial("late", "8001", "13800138001").code == "stale"


def test_it_is_healthy_only_while_it_records(phone, gateway):
    assert phone.healthy() is True
    order(gateway, recording=False)
    assert phone.healthy() is False
    order(gateway, recording=True)
    assert phone.healthy() is True


def test_where_nobody_listens_no_call_is_begun():
    with socket.socket() as free:  # bound, never listening: a connection is refused
        free.bind(("127.0.0.1", 0))
        nobody = telephone(f"http://127.0.0.1:{free.getsockname()[1]}")

        assert nobody.dial("nobody", "8001", "13800138001") == Dialled("", ok=False, code="connection-refused")
        assert (nobody.healthy(), nobody.hang_up("nobody")) == (False, False)


def test_events_come_signed_with_a_reference_to_the_recording(tmp_path):
    with listening(500) as (address, calls), gateway_process(tmp_path, "--callback", address) as there:
        phone = telephone(there)
        call_id = phone.dial("told", "8001", "13800138001").provider_id
        begun = [phone.news(*calls.get(timeout=20)) for _ in range(2)]  # 500 the first time: it tries again
        order(there, end="told")
        [ended] = phone.news(*calls.get(timeout=20))
        order(there, repeat="told")
        repeated = phone.news(*calls.get(timeout=20))

    assert begun[0] == begun[1]
    assert [(one.key, one.state) for one in begun[0]] == [("told", CallState.DIALLING), ("told", CallState.ANSWERED)]
    assert (ended.state, ended.recording) == (CallState.ENDED, f"recordings/{call_id}.wav")
    assert repeated == [*begun[0], ended]


@pytest.mark.parametrize(
    ("number", "states"),
    [("13800130000", [CallState.FAILED]), ("13800139999", [CallState.DIALLING, CallState.ENDED])],
)
def test_a_call_nobody_answers_has_no_recording(tmp_path, number, states):
    with listening() as (address, calls), gateway_process(tmp_path, "--callback", address) as there:
        phone = telephone(there)
        phone.dial("lonely", "8001", number)
        news = phone.news(*calls.get(timeout=20))

    assert [one.state for one in news] == states
    assert {(one.seconds, one.recording) for one in news} == {(0, "")}


def push(told: object, at: datetime = AT, secret: str = CALLBACK_SECRET) -> tuple[dict[str, str], bytes]:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return {name.title(): value for name, value in callbacks.signed(secret, body, at, "n").items()}, body


ONE = {"key": "k-1", "event": "ended", "at": "2026-03-02T10:00:00+08:00", "seconds": 61, "recording": "r/1.wav"}


@pytest.fixture
def reader():
    return telephone("http://127.0.0.1:1", clock=lambda: AT)


def test_one_event_alone_is_read(reader):
    assert reader.news(*push(ONE)) == [CallNews("k-1", CallState.ENDED, AT, 61, "r/1.wav")]


def test_events_signed_by_another_stale_or_changed_are_not_believed(reader):
    headers, body = push(ONE)
    calls = [
        push(ONE, secret=SECRET), push(ONE, at=AT - timedelta(minutes=6)), push(ONE, at=AT + timedelta(minutes=6)),
        (headers, body.replace(b"61", b"62")), ({}, body),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(Refusal, match="bad-signature"):
            reader.news(*call)


@pytest.mark.parametrize(
    "told",
    [
        b"", b"\xff", "ended", {}, [None], ONE | {"event": "exploded"}, ONE | {"at": "2026-03-02T10:00:00"},
        ONE | {"at": 7}, ONE | {"seconds": -1}, ONE | {"seconds": "61"}, ONE | {"seconds": True}, ONE | {"key": ""},
        ONE | {"recording": None}, ONE | {"event": []},
    ],
)  # fmt: skip
def test_a_signed_call_that_is_no_event_is_refused(reader, told):
    with pytest.raises(Refusal, match="bad-report"):
        reader.news(*push(told))


def test_an_overlong_call_is_refused_before_it_is_read(reader):
    with pytest.raises(Refusal, match="bad-report"):
        reader.news(*push(b" " * (callbacks.MOST_BYTES + 1)))


def test_the_telephone_is_built_from_the_environment(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("TELEPHONE_HTTP_URL", "https://pbx.example.com/api/")
    monkeypatch.setenv("TELEPHONE_HTTP_KEY", "k")
    monkeypatch.setenv("TELEPHONE_HTTP_SECRET_FILE", str(tmp_path / "secret"))
    told = telephony().config

    assert (told.secret, told.callback_secret, told.timeout_seconds) == ("from a file", "from a file", 5.0)
    assert "from a file" not in repr(told)


def test_a_telephone_in_clear_on_another_machine_is_refused(monkeypatch):
    monkeypatch.setenv("TELEPHONE_HTTP_URL", "http://pbx.example.com")

    with pytest.raises(Refusal, match="channel-in-clear"):
        config()
