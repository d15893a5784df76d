"""As whom a process meets the database (数据库角色): owner, web or night, each with its own login.

The owner makes tables and backs them up. Pages, the API and workers are `web`, the night is `night`; these two own
nothing, and row-level security binds them. Their logins come from DATABASE_WEB_URL and DATABASE_NIGHT_URL, or are
made from DATABASE_URL: the same server, the role's name, a password derived from the installation's secret, which
`huilong migrate` gives the role if it may.
"""

import hashlib
import hmac
from urllib.parse import quote, urlsplit, urlunsplit

from huilong.kernel.refusal import Refusal
from huilong.site.given import given

OWNER, WEB, NIGHT = "owner", "web", "night"
NAMES = {WEB: "huilong_web", NIGHT: "huilong_night"}


def derived(secret: str, use: str) -> bytes:
    """A key of 32 bytes for one use, from the installation's secret."""
    return hmac.new(secret.encode(), f"huilong:{use}".encode(), hashlib.sha256).digest()


def password(role: str, secret: str) -> str:
    """The derived password of a role."""
    return derived(secret, f"login:{role}").hex()


def url_of(role: str, database_url: str, secret: str) -> str:
    """The URL with which `role` meets the database."""
    if role == OWNER:
        return database_url
    if told := given(f"DATABASE_{role.upper()}_URL"):
        return told
    parts = urlsplit(database_url)
    server = parts.netloc.rpartition("@")[2]
    login = f"{NAMES[role]}:{quote(password(role, secret))}"
    return urlunsplit(parts._replace(netloc=f"{login}@{server}"))


def become(role: str) -> None:
    """Meet the database as `role` from now on, in this process (the demo is several in one)."""
    from django.conf import settings
    from django.db import connections

    login = urlsplit(url_of(role, settings.DATABASE_URL, settings.SECRET_KEY))
    connection = connections["default"]
    connection.close()
    connection.settings_dict["USER"] = login.username or ""
    connection.settings_dict["PASSWORD"] = login.password or ""
    settings.DATABASE_ROLE = role


def give_logins() -> None:
    """Let the roles log in with their derived passwords (a server of ours over its socket asks for none).

    Called as the owner after migrating. Refuses when the owner may not, saying what to ask of whom runs the server.
    """
    from django.conf import settings
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            for role, name in NAMES.items():
                if given(f"DATABASE_{role.upper()}_URL") is None:
                    cursor.execute(f"alter role {name} login password '{password(role, settings.SECRET_KEY)}'")
    except DatabaseError as error:
        raise Refusal(
            "no-role-logins",
            zh="数据库账户无权设置 huilong_web 与 huilong_night 的登录密码。",
            en="The database account may not set the logins of huilong_web and huilong_night.",
            remedy_zh="请让数据库管理员建立这两个角色,并设置 DATABASE_WEB_URL 与 DATABASE_NIGHT_URL。",
            remedy_en="Have the server's administrator make these two roles, and set DATABASE_WEB_URL and "
            "DATABASE_NIGHT_URL.",
        ) from error


def refuse_if_unbound() -> None:
    """Refuse to serve pages as somebody whom row-level security does not bind (a superuser, an owner of tables)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select r.rolsuper or r.rolbypassrls or exists (select from pg_class c where c.relowner = r.oid)"
            " from pg_roles r where r.rolname = current_user"
        )
        if cursor.fetchone()[0]:
            raise Refusal(
                "unbound-role",
                zh="网页进程的数据库账户不受行级权限约束。",
                en="The database account of the pages is not bound by row-level security.",
                remedy_zh="请去掉 DATABASE_WEB_URL,或让它使用既非超级用户、也不拥有数据表的账户。",
                remedy_en="Unset DATABASE_WEB_URL, or let it name an account that is no superuser and owns no table.",
            )
