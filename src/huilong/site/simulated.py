"""The demo's outside world (演示用模拟通道): simulators of a telephone gateway and a text provider, beside the pages.

They speak the real protocols and reach nobody. Only the demo starts them; a real installation names its own providers.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEY = "simulated-key"
LINES = {
    "telephone_http": ("TELEPHONE_HTTP", "TELEPHONY", "huilong.integrations.telephone_http.telephony", "hooks/calls/"),
    "valuation_http": ("VALUATION_HTTP", "VALUER", "huilong.integrations.valuation_http.valuer", ""),
    "sms_http": ("SMS_HTTP", "SMS_CHANNEL", "huilong.integrations.sms_http.channel", "hooks/messages/sms/"),
}
"""By simulator: the prefix of its settings, the setting that chooses the channel, the channel, where it calls back."""
CONTRACT = {
    "number": "DEMO", "in_force": True, "legal_basis": "contract", "notice_given": True,
    "fields": ["vin", "make", "model", "year", "mileage_km", "base_fen", "base_on"],
}  # fmt: skip
"""What was agreed with the simulated valuer, as the law asks about it."""


@contextmanager
def outside_world(home: Path, port: int) -> Iterator[None]:
    """Start both simulators and say in the environment where they are; whoever is started within meets them."""
    running = []
    try:
        for name, (prefix, chosen, channel, hook) in LINES.items():
            if chosen in os.environ:
                continue  # somebody tries the demo with a provider of his own
            secret = _secret(home / "keys" / f"{name}.demo")
            process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable, "-m", f"huilong.integrations.{name}.simulator", "--port", "0", "--secret-file",
                    str(secret), "--callback", f"http://127.0.0.1:{port}/{hook}",
                ],
                start_new_session=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            running.append(process)
            address = process.stdout.readline().split()[-1] if process.stdout else ""
            os.environ |= {
                chosen: channel, f"{prefix}_URL": address, f"{prefix}_KEY": KEY, f"{prefix}_SECRET_FILE": str(secret),
            }  # fmt: skip
        os.environ.setdefault("VALUATION_CONTRACT", json.dumps(CONTRACT))
        os.environ.setdefault("HUILONG_HOTLINE", "4000000000")
        os.environ.setdefault("TYPESETTER", "huilong.integrations.letters_typst.typesetter")
        yield
    finally:
        for process in running:
            process.terminate()
            process.wait(10)


def _secret(file: Path) -> Path:
    """A secret only its owner reads, made once."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file
