"""A mail server in a process of its own (邮件服务器进程): aiosmtpd, keeping what it takes in a folder.

What it does to a mail depends on its recipient: `nobody@` 550, `greylisted@` 451 at RCPT, `full@` 552 and `later@` 451
at the end of DATA; `lost@` and `slow@` are taken, and then no answer comes.
"""

import argparse
import asyncio
import json
import ssl
import sys
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = b"huilong", b"a pass word"


class Keeper:
    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    async def handle_RCPT(self, server, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        refused = {"nobody": "550 5.1.1 no such user", "greylisted": "451 4.7.1 come back"}
        if answer := refused.get(address.partition("@")[0]):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session: Session, envelope: Envelope) -> str:
        whom = envelope.rcpt_tos[0].partition("@")[0]
        if whom in ("full", "later"):
            return "552 5.2.2 full" if whom == "full" else "451 4.3.0 later"
        self.count += 1
        told = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                "user": session.authenticated}  # fmt: skip
        (self.folder / f"{self.count}.eml").write_bytes(envelope.content)
        (self.folder / f"{self.count}.json").write_text(json.dumps(told))
        if whom == "lost":
            server.transport.abort()
        if whom == "slow":
            await asyncio.Event().wait()
        return "250 OK"


def authenticated(server, session, envelope, mechanism: str, told: object) -> AuthResult:
    right = isinstance(told, LoginPassword) and (told.login, told.password) == (USER, PASSWORD)
    return AuthResult(success=right, handled=False)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--guard", default="none")
    parser.add_argument("--certificate", default="")
    parser.add_argument("--auth", action="store_true")
    options = parser.parse_args()
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
    loop = asyncio.new_event_loop()
    controller = UnthreadedController(
        Keeper(options.folder), hostname="127.0.0.1", port=0, loop=loop,
        ssl_context=context if options.guard == "implicit" else None,
        tls_context=context if options.guard == "starttls" else None,
        require_starttls=options.guard == "starttls",
        auth_required=options.auth, auth_require_tls=options.guard == "starttls", authenticator=authenticated,
    )  # fmt: skip
    controller.begin()
    assert controller.server is not None
    sys.stdout.write(f"{controller.server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    loop.run_forever()


if __name__ == "__main__":
    main()
