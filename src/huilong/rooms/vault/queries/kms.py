"""Keepers of the master key (主密钥保管): a file of ours, or a command that speaks to a key service."""

import base64
import os
import secrets
import shlex
import subprocess
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from huilong.kernel.refusal import Refusal
from huilong.rooms.vault.rules.sealing import KEY_BYTES, NONCE_BYTES, Tampered, seal, unseal
from huilong.rooms.vault.terms import MasterKeys

KEEPERS = {
    "file": "huilong.rooms.vault.queries.kms.FileMaster",
    "command": "huilong.rooms.vault.queries.kms.CommandMaster",
}
COMMAND_SECONDS = 30


def master_keys() -> MasterKeys:
    """The keeper that setting VAULT_KMS names: `file`, `command`, or the dotted path of a class of yours."""
    wanted = getattr(settings, "VAULT_KMS", "file")
    keeper: MasterKeys = import_string(KEEPERS.get(wanted, wanted))()
    return keeper


def _no_key() -> Refusal:
    return Refusal(
        "no-vault-key",
        zh="找不到隐私库密钥,或密钥文件已损坏。",
        en="The vault's key is not there, or its file is damaged.",
        remedy_zh="请从备份恢复 VAULT_KEY_FILE 指向的文件。",
        remedy_en="Restore the file VAULT_KEY_FILE points to from your backup.",
        status=503,
    )


class FileMaster:
    """Master keys in a file (VAULT_KEY_FILE) only its owner reads: a line each, `name base64`, the last current."""

    def __init__(self) -> None:
        self.file = Path(settings.VAULT_KEY_FILE)

    def wrap(self, plain: bytes, context: str) -> tuple[str, bytes]:
        """The bytes under the last key of the file."""
        name, key = list(self._keys().items())[-1]
        return name, seal(key, secrets.token_bytes(NONCE_BYTES), plain, context)

    def unwrap(self, master: str, wrapped: bytes, context: str) -> bytes:
        """The bytes again; refuses when the file lacks the key they are wrapped under."""
        try:
            return unseal(self._keys()[master], wrapped, context)
        except (KeyError, Tampered) as error:
            raise _no_key() from error

    def make_first(self) -> None:
        """Make the file with a first key, unless it exists."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(self.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
                out.write(_line("m1", secrets.token_bytes(KEY_BYTES)))
        except FileExistsError:  # another process was first
            pass

    def renew(self) -> str:
        """Add a key, which is the current one from now on."""
        keys = self._keys()
        name = f"m{max(int(one[1:]) for one in keys) + 1}"
        self._replace({**keys, name: secrets.token_bytes(KEY_BYTES)})
        return name

    def forget_old(self) -> None:
        """Keep only the last key."""
        name, key = list(self._keys().items())[-1]
        self._replace({name: key})

    def _replace(self, keys: dict[str, bytes]) -> None:
        """Put a new file in the old one's place; killed anywhere, one of the two is there whole."""
        beside = self.file.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:
            out.write(b"".join(_line(name, key) for name, key in keys.items()))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self.file)
        folder = os.open(self.file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _keys(self) -> dict[str, bytes]:
        try:
            text = self.file.read_bytes()
        except FileNotFoundError:
            raise _no_key() from None
        if len(text) == KEY_BYTES:  # a file made before keys had names
            return {"m1": text}
        try:
            lines = [line.split() for line in text.decode("ascii").splitlines()]
            keys = {name: base64.b64decode(key, validate=True) for name, key in lines}
        except ValueError:
            raise _no_key() from None
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise _no_key()
        return keys


def _line(name: str, key: bytes) -> bytes:
    return f"{name} {base64.b64encode(key).decode()}\n".encode()


class CommandMaster:
    """A key service behind a command (VAULT_KMS_COMMAND), which never gives the master key away.

    `COMMAND wrap CONTEXT` reads base64 and prints `name base64`; `COMMAND unwrap CONTEXT NAME` reads base64 and prints
    base64; `COMMAND current` prints the name of the current master key. Contexts and names are words of ours.
    """

    def wrap(self, plain: bytes, context: str) -> tuple[str, bytes]:
        """The bytes as the service wraps them."""
        said = _asked(("wrap", context), base64.b64encode(plain)).split()
        if len(said) != 2:
            raise _service_failed()
        return said[0].decode(), base64.b64decode(said[1])

    def unwrap(self, master: str, wrapped: bytes, context: str) -> bytes:
        """The bytes again; asked of the service once a process."""
        return _unwrapped(getattr(settings, "VAULT_KMS_COMMAND", ""), master, wrapped, context)

    def make_first(self) -> None:
        """Nothing: the service makes its own keys."""

    def renew(self) -> str:
        """The name of the service's current key: renewing it is done there."""
        return _asked(("current",), b"").strip().decode()

    def forget_old(self) -> None:
        """Nothing: the service forgets its own keys."""


@lru_cache(maxsize=256)
def _unwrapped(command: str, master: str, wrapped: bytes, context: str) -> bytes:
    key = base64.b64decode(_asked(("unwrap", context, master), base64.b64encode(wrapped)))
    if len(key) != KEY_BYTES:
        raise _service_failed()
    return key


def _asked(words: tuple[str, ...], given: bytes) -> bytes:
    """What the command answers; it gets its words as arguments and what is secret on its standard input."""
    command = shlex.split(getattr(settings, "VAULT_KMS_COMMAND", ""))
    try:
        if not command:
            raise _service_failed()
        done = subprocess.run(  # noqa: S603 - the administrator's own setting, no shell
            [*command, *words], input=given, capture_output=True, timeout=COMMAND_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _service_failed() from error
    return done.stdout


def _service_failed() -> Refusal:
    return Refusal(
        "key-service-failed",
        zh="密钥服务没有正确应答。",
        en="The key service did not answer as it should.",
        remedy_zh="请检查 VAULT_KMS_COMMAND 指定的命令。",
        remedy_en="Check the command that VAULT_KMS_COMMAND names.",
        status=503,
    )
