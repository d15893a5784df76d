"""E-mail over SMTP, against a mail server's process: guarded, taken, refused, put off, lost; and bounces read back."""

import ipaddress
import json
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from huilong.integrations.environment import trusted
from huilong.integrations.mail_smtp import channel
from huilong.integrations.mail_smtp.adapter import MailOverSmtp
from huilong.integrations.mail_smtp.config import Config, Guard, config
from huilong.integrations.mail_smtp.letters import key_in, message_id
from huilong.integrations.mail_smtp.tests import server
from huilong.integrations.tests.processes import SOURCE
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Attachment, Delivery, Handed, HandedState, Outgoing, Report

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ID_KEY = b"a key of the house"
BODY = "王女士您好:\n\n.第一行以点开头\n您的贷款应还 1,234.56 元。😀\n" + "长" * 2000
PAPER = Attachment("还款 明细.pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff.\r\n.\r\n")


@contextmanager
def mail_server(folder, *more):
    command = [sys.executable, "-W", "ignore", "-m", server.__name__, str(folder), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(SOURCE)})
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def told(port: int, **changes) -> Config:
    given = {
        "host": "127.0.0.1", "port": port, "guard": Guard.NONE, "sender": "notice@mail.huilong.example",
        "sender_name": "回笼汽车金融", "bounces": "bounces@mail.huilong.example", "id_key": ID_KEY,
        "timeout_seconds": 20.0,
    }  # fmt: skip
    return Config(**(given | changes))


def message(key: str = "k-1", to: str = "wang@example.com", **changes) -> Outgoing:
    return replace(Outgoing(key=key, to=to, subject="关于您的贷款\r\nBcc: all@example.com", body=BODY), **changes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def port(folder):
    with mail_server(folder) as port:
        yield port


@pytest.fixture
def mail(port):
    return MailOverSmtp(told(port), clock=lambda: AT)


def kept(folder) -> list[tuple[EmailMessage, dict]]:
    """The mails the server took, in order, with their envelopes."""
    files = sorted(folder.glob("*.eml"), key=lambda file: int(file.stem))
    return [
        (message_from_bytes(file.read_bytes(), policy=default), json.loads(file.with_suffix(".json").read_text()))
        for file in files
    ]


def test_a_mail_arrives_as_it_was_written(mail, folder):
    handed = mail.send(message("case-7/信", attachments=(PAPER,)))
    arrived, envelope = kept(folder)[-1]

    assert handed.state == HandedState.ACCEPTED
    assert arrived["Message-ID"] == f"<{handed.provider_id}>"
    assert (envelope["from"], envelope["to"]) == ("bounces@mail.huilong.example", ["wang@example.com"])
    assert arrived["Subject"] == "关于您的贷款 Bcc: all@example.com"  # a line's end in a subject begins no header
    assert arrived["Bcc"] is None
    assert arrived["From"].addresses[0].display_name == "回笼汽车金融"
    assert arrived["Date"].datetime == AT
    body, [paper] = arrived.get_body(), list(arrived.iter_attachments())
    assert body.get_content().replace("\r\n", "\n") == BODY + "\n"
    assert (paper.get_filename(), paper.get_content_type()) == (PAPER.name, PAPER.media)
    assert paper.get_content() == PAPER.body


def test_a_second_try_is_the_same_mail_to_who_has_it(mail, folder):
    first, second = mail.send(message("again")), mail.send(message("again"))
    other = mail.send(message("another"))

    assert first.provider_id == second.provider_id != other.provider_id
    assert len({str(arrived["Message-ID"]) for arrived, _ in kept(folder)[-3:]}) == 2


@pytest.mark.parametrize(
    ("to", "state", "code"),
    [
        ("nobody@example.com", HandedState.REFUSED, "smtp-550"), ("full@example.com", HandedState.REFUSED, "smtp-552"),
        ("greylisted@example.com", HandedState.LATER, "smtp-451"), ("later@example.com", HandedState.LATER, "smtp-451"),
    ],
)  # fmt: skip
def test_a_server_s_no_is_for_good_or_for_now(mail, folder, to, state, code):
    before = len(kept(folder))
    handed = mail.send(message(to=to))

    assert (handed.state, handed.code) == (state, code)
    assert handed.retry_after_seconds == (300 if state == HandedState.LATER else 0)
    assert len(kept(folder)) == before


def test_a_connection_lost_after_the_last_dot_is_unknown(mail, folder):
    before = len(kept(folder))

    assert mail.send(message(to="lost@example.com")) == Handed(HandedState.UNKNOWN, code="connection-lost")
    assert len(kept(folder)) == before + 1
    assert mail.ask("k-1") == Handed(HandedState.UNKNOWN, code="smtp-cannot-ask")


def test_no_answer_in_time_after_the_last_dot_is_unknown(port):
    hasty = MailOverSmtp(told(port, timeout_seconds=4.0))

    assert hasty.send(message(to="slow@example.com")) == Handed(HandedState.UNKNOWN, code="timeout")


@pytest.mark.parametrize(
    "to",
    ["", "wang", "wang@", "@example.com", "wang@example", "a@b.com, c@d.com", "wang@example.com\r\nRCPT TO:<x@y.z>",
     "<wang@example.com>", "王@example.com", "a b@example.com", "x" * 250 + "@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_any_server_hears_of_it(mail, folder, to):
    before = len(kept(folder))

    assert mail.send(message(to=to)) == Handed(HandedState.REFUSED, code="bad-address")
    assert len(kept(folder)) == before


@pytest.mark.parametrize("media", ["pdf", "", "message/rfc822"])
def test_a_paper_of_no_kind_is_refused(mail, media):
    assert mail.send(message(attachments=(replace(PAPER, media=media),))).code == "bad-message"


@contextmanager
def scripted(*lines: bytes):
    """A server that says these lines, one for each line it hears, and then hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as heard:
            for number, line in enumerate(lines):
                if number and not heard.readline():
                    return
                connection.sendall(line + b"\r\n")
            if lines:
                heard.readline()

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join()
        listener.close()


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((), "connection-lost"), ((b"554 no service",), "smtp-554"), ((b"220 hi",), "connection-lost"),
        ((b"220 hi", b"250 hi", b"421 closing"), "smtp-421"), ((b"220 hi", b"250 hi", b"250 ok"), "connection-lost"),
        ((b"220 hi", b"250 hi", b"250 ok", b"250 ok"), "connection-lost"),
        ((b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"451 not now"), "smtp-451"),
        ((b"220 hi", b"not smtp",), "connection-lost"),
    ],
)  # fmt: skip
def test_a_line_that_breaks_before_the_mail_was_sent_costs_nothing(lines, code):
    with scripted(*lines) as port:
        handed = MailOverSmtp(told(port)).send(message())

    assert handed == Handed(HandedState.LATER, code=code, retry_after_seconds=300)


def test_where_nobody_listens_nothing_was_sent():
    with socket.socket() as free:  # bound, never listening: a connection is refused
        free.bind(("127.0.0.1", 0))
        handed = MailOverSmtp(told(free.getsockname()[1])).send(message())

    assert (handed.state, handed.code) == (HandedState.LATER, "connection-refused")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody else vouches for, and its key, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def believed(certificate, monkeypatch):
    monkeypatch.setenv("MAIL_SMTP_CA_FILE", str(certificate))
    return trusted("MAIL_SMTP_CA_FILE")


USER, PASSWORD = server.USER.decode(), server.PASSWORD.decode()


@pytest.mark.parametrize("guard", [Guard.STARTTLS, Guard.IMPLICIT])
def test_the_way_is_guarded_and_the_house_signs_in(tmp_path, certificate, believed, guard):
    more = ["--guard", guard.value, "--certificate", str(certificate), "--auth"]
    with mail_server(tmp_path, *more) as port:
        good = told(port, guard=guard, trust=believed, user=USER, password=PASSWORD)
        handed = MailOverSmtp(good).send(message())
        wrong = MailOverSmtp(replace(good, password="wrong")).send(message())
        strange = MailOverSmtp(replace(good, trust=trusted("NO_SUCH_SETTING"))).send(message())

    assert handed.state == HandedState.ACCEPTED
    assert wrong == Handed(HandedState.LATER, code="smtp-535", retry_after_seconds=300)
    assert strange == Handed(HandedState.LATER, code="tls", retry_after_seconds=300)
    [(_, envelope)] = kept(tmp_path)
    assert (envelope["tls"] or guard is Guard.IMPLICIT, envelope["user"]) == (True, True)


def test_a_server_that_offers_no_guard_gets_no_mail(port, believed, folder):
    before = len(kept(folder))
    handed = MailOverSmtp(told(port, guard=Guard.STARTTLS, trust=believed)).send(message())

    assert handed == Handed(HandedState.LATER, code="not-offered", retry_after_seconds=300)
    assert len(kept(folder)) == before


def bounce(
    key: str = "case-7/信", *, action: str = "failed", id_key: bytes = ID_KEY, heads_only: bool = False
) -> bytes:
    """What a mail server writes when it cannot deliver (RFC 3464, appendix E)."""
    gone = EmailMessage(policy=SMTP)
    gone["Subject"] = "关于您的贷款"
    gone["Message-ID"] = message_id("case-7/信", id_key, "mail.huilong.example")
    gone.set_content("text")
    whole = gone.as_string()
    heads = whole.partition("\r\n\r\n")[0] + "\r\n"
    back = f"text/rfc822-headers\r\n\r\n{heads}" if heads_only else f"message/rfc822\r\n\r\n{whole}"
    return f"""From: MAILER-DAEMON@mx.example.com\r
To: bounces@mail.huilong.example\r
Date: Mon, 02 Mar 2026 10:00:05 +0800\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
Sorry.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.com\r
Arrival-Date: Mon, 02 Mar 2026 09:59:00 +0800\r
\r
Final-Recipient: rfc822; wang@example.com\r
Action: {action}\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 no such user\r
Last-Attempt-Date: Mon, 02 Mar 2026 10:00:00 +0800\r
\r
--b\r
Content-Type: {back}\r
--b--\r
""".encode()


@pytest.mark.parametrize("heads_only", [False, True])
@pytest.mark.parametrize(("action", "delivery"), [("failed", Delivery.FAILED), ("Delivered", Delivery.DELIVERED)])
def test_a_bounce_tells_which_message_it_is_about(heads_only, action, delivery):
    mail = MailOverSmtp(told(1))
    id_there = message_id("case-7/信", ID_KEY, "mail.huilong.example").strip("<>")

    assert mail.reports({}, bounce(action=action, heads_only=heads_only)) == [
        Report("case-7/信", id_there, delivery, AT, "5.1.1")
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_an_id_gives_its_key_back_to_the_house_alone(key):
    made = message_id(key, ID_KEY, "mail.huilong.example")

    assert key_in(made, ID_KEY) == key
    with pytest.raises(ValueError, match="not an id of ours"):
        key_in(made, b"another house")


def test_the_id_of_an_ordinary_key_is_short():
    made = message_id("0f8fad5b-d9cb-469f-a165-70867728950e", ID_KEY, "huilong.example")

    assert len(made.strip("<>")) <= 80
    assert key_in("<hl.0f8fad5b.aaaa@huilong.example>", ID_KEY) is None


def test_a_delay_is_no_end_yet():
    assert MailOverSmtp(told(1)).reports({}, bounce(action="delayed")) == []


def test_a_bounce_about_no_mail_of_ours_or_an_invented_one_is_not_believed():
    mail = MailOverSmtp(told(1))
    for body in (bounce(id_key=b"another house"), bounce().replace(b"<hl32.", b"<xx.")):
        with pytest.raises(Refusal, match="bad-signature"):
            mail.reports({}, body)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\x00", b"Subject: out of office\r\n\r\nbye", b"Content-Type: multipart/report\r\n\r\n",
        bounce().replace(b"message/delivery-status", b"text/plain"),
    ],
)  # fmt: skip
def test_a_mail_that_is_no_bounce_is_refused(body):
    with pytest.raises(Refusal, match="bad-report"):
        MailOverSmtp(told(1)).reports({}, body)


def test_the_channel_is_built_from_the_environment(monkeypatch, tmp_path):
    (tmp_path / "password").write_text("from a file\n", encoding="utf-8")
    for name, value in {"HOST": "smtp.example.com", "FROM": "a@huilong.example", "USER": "a",
                        "PASSWORD_FILE": str(tmp_path / "password")}.items():  # fmt: skip
        monkeypatch.setenv(f"MAIL_SMTP_{name}", value)
    made = channel().config

    assert (made.port, made.guard, made.password, made.bounces) == (587, Guard.STARTTLS, "from a file", made.sender)
    assert made.trust is not None and made.trust.check_hostname
    assert "from a file" not in repr(made)
    assert made.id_key == config().id_key != ID_KEY


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("TLS", "none", "channel-in-clear"), ("TLS", "ssl", "channel-misled"), ("PORT", "0", "channel-misled"),
        ("PORT", "smtp", "channel-misled"), ("FROM", "", "channel-unset"), ("FROM", "nobody", "channel-misled"),
        ("PASSWORD", "口令", "channel-misled"), ("CA_FILE", "/nowhere", "channel-misled"),
    ],
)  # fmt: skip
def test_settings_that_lead_astray_are_refused(monkeypatch, name, value, code):
    for key, good in {"HOST": "smtp.example.com", "FROM": "a@huilong.example"}.items():
        monkeypatch.setenv(f"MAIL_SMTP_{key}", good)
    monkeypatch.setenv(f"MAIL_SMTP_{name}", value)

    with pytest.raises(Refusal, match=code):
        config()
