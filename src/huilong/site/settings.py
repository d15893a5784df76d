"""Settings (设置): one file, steered by the environment, the same for demo, tests and production."""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from huilong.site import postgres, roles
from huilong.site.given import given
from huilong.site.roles import derived

HUILONG_HOME = Path(os.environ.get("HUILONG_HOME", ".huilong")).resolve()
"""Where everything of this installation lives: pg/, book/, incoming/, files/, keys/, log/."""

BOOK_URL = os.environ.get("BOOK_URL", str(HUILONG_HOME / "book"))
BOOK_BUCKETS = int(os.environ.get("BOOK_BUCKETS", "64"))
POSITIONS_URL = os.environ.get("POSITIONS_URL", "")
"""Where raw positions lie as Parquet: a directory, or a URL pyarrow opens; "" is positions/ at home."""
ENGINE = os.environ.get("ENGINE", "local")
PORT = int(os.environ.get("PORT", "8000"))
LIVE_PORT = int(os.environ.get("LIVE_PORT") or PORT + 1)
"""Where live news is served, beside the pages."""

_SOURCE = Path(__file__).resolve().parents[1]
TERMS_FILE = Path(os.environ.get("TERMS_FILE", _SOURCE / "rooms/book/terms_default.yaml"))
VAULT_KEY_FILE = Path(os.environ.get("VAULT_KEY_FILE", HUILONG_HOME / "keys" / "vault.key"))
INCOMING = Path(os.environ.get("HUILONG_INCOMING", HUILONG_HOME / "incoming"))
VAULT_KMS = os.environ.get("VAULT_KMS", "file")
VAULT_KMS_COMMAND = os.environ.get("VAULT_KMS_COMMAND", "")
FILES_URL = os.environ.get("HUILONG_FILES_URL", "")
"""Where files lie sealed: a directory, or a URL pyarrow opens (`s3://bucket/folder?region=…`); "" is files/ at home."""
FILE_LIMITS = json.loads(os.environ.get("HUILONG_FILE_LIMITS", "{}"))
"""The longest a file of a family may be, in MB, where it differs from rooms/files/rules/types.py."""
EXPORT_ALONE_ROWS = int(os.environ.get("EXPORT_ALONE_ROWS", "5000"))
"""Rows one person may take away without a second one."""
LENDER = json.loads(os.environ.get("HUILONG_LENDER", "{}"))
"""What the law asks about the lender: fields of compliance.terms.Lender, see docs/how-to/law.md."""
CONTACT = json.loads(os.environ.get("HUILONG_CONTACT", "{}"))
"""The lender's limits of contact: fields of contact.terms.ContactPolicy, see docs/how-to/desk.md."""
HOTLINE = os.environ.get("HUILONG_HOTLINE", "")
"""The telephone number at which a borrower may object: messages have to say it."""
OUTCOMES_FILE = os.environ.get("HUILONG_OUTCOMES_FILE", "")
"""What may come of a contact, instead of rooms/contact/outcomes.yaml."""
SMS_CHANNEL = os.environ.get("SMS_CHANNEL", "")
MAIL_CHANNEL = os.environ.get("MAIL_CHANNEL", "")
TYPESETTER = os.environ.get("TYPESETTER", "")
TELEPHONY = os.environ.get("TELEPHONY", "")
"""Dotted paths of what makes the channels out of the house (docs/how-to/channels.md); "" is none."""
PACK_PRESS = os.environ.get("PACK_PRESS", "huilong.integrations.letters_typst.pack_press")
"""Who prints weekly packs as PDF; "" leaves workbooks only."""
COSTS_FILE = os.environ.get("COSTS_FILE", "")
"""What contacts and visits cost, instead of rooms/reports/costs_default.yaml."""
PUBLIC_URL = os.environ.get("HUILONG_PUBLIC_URL", "").rstrip("/")
"""Where browsers find the house, for links in packs and mails, as https://huilong.example.com; "" for none."""
GPS = json.loads(os.environ.get("GPS", "{}"))
"""Limits of the gateway of devices: fields of integrations.jt808.limits.Limits, see docs/how-to/gps.md."""
GPS_HOST, GPS_PORT = os.environ.get("GPS_HOST", "127.0.0.1"), int(os.environ.get("GPS_PORT") or 0)
"""Where devices are listened to beside the pages; 0 is nowhere."""
TRACKING = json.loads(os.environ.get("HUILONG_TRACKING", "{}"))
"""How the house tracks vehicles: fields of tracking.terms.TrackingPolicy, see docs/how-to/map.md."""
MAP_TILES = json.loads(os.environ.get("MAP_TILES", "{}"))
"""Map tiles under the vehicles: `url` (with {z}, {x}, {y}), `datum` they are drawn in, `attribution`, `most_zoom`; {}
is a blank base, see docs/how-to/map.md."""
ALARMS_FILE = os.environ.get("ALARMS_FILE", "")
"""When alarms are raised, see docs/how-to/tracking.md; "" is the table that comes with huilong."""
AREAS_FILE = os.environ.get("AREAS_FILE", "")
"""A GeoJSON file of areas that a vehicle may leave; "" is none, then nothing is said of leaving."""
CHART_FILE = os.environ.get("CHART_FILE", "")
"""The chart of accounts, instead of rooms/ledger/chart.yaml."""
RELIEF_FILE = os.environ.get("RELIEF_FILE", "")
"""Who may grant what alone, see docs/how-to/relief.md; "" is the table that comes with huilong."""
FORECAST_FILE = os.environ.get("FORECAST_FILE", "")
"""Scenarios and elasticities, see docs/how-to/forecast.md; "" is the table that comes with huilong."""
RATING_FILE = os.environ.get("RATING_FILE", "")
"""How firms are rated, see docs/how-to/rating.md; "" is the policy that comes with huilong."""
RECOVERY_FILE = os.environ.get("RECOVERY_FILE", "")
"""How recovery goes and what it costs, see docs/how-to/repossession.md; "" is the policy that comes with huilong."""
DISPOSAL_FILE = os.environ.get("DISPOSAL_FILE", "")
"""How vehicles are sold and prices distributed, see docs/how-to/disposal.md; "" is the policy that comes along."""
COLLATERAL = json.loads(os.environ.get("COLLATERAL", "{}"))
"""When alarms on vehicles are raised: fields of collateral.terms.Thresholds, see docs/how-to/collateral.md."""
VALUER = os.environ.get("VALUER", "")
VALUATION_CONTRACT = json.loads(os.environ.get("VALUATION_CONTRACT", "{}"))
"""Who says what vehicles are worth, by dotted path ("" is nobody), and what was agreed with him: fields of
collateral.terms.ValuationContract."""
SPOT = json.loads(os.environ.get("HUILONG_SPOT", "{}"))
"""How agents work at the car and after: fields of repossession.terms.spot.SpotPolicy, see docs/how-to/field.md."""
COLLECTIONS = json.loads(os.environ.get("COLLECTIONS", "{}"))
"""When a borrower enters collections: fields of cases.terms.DeskPolicy, see docs/how-to/night.md."""
PROMISES = json.loads(os.environ.get("PROMISES", "{}"))
"""How far promises to pay may reach: fields of cases.terms.PromisePolicy, see docs/how-to/promises.md."""
SETTLEMENT = json.loads(os.environ.get("SETTLEMENT", "{}"))
"""How statements of firms go: fields of settlement.terms.SettlementPolicy, see docs/how-to/settlement.md."""
PAYER = json.loads(os.environ.get("PAYER", "{}"))
"""Whose account pays firms: name, account, bank and bank_code (settlement.terms.Payer)."""
RECONCILING = json.loads(os.environ.get("RECONCILING", "{}"))
"""How the desk's receipts are held against the lender's: fields of ledger.terms.ReconcilePolicy, see
docs/how-to/receipts.md."""


def _secret_key() -> str:
    """The signing key: HUILONG_SECRET_KEY, or a file made at first use and readable by its owner only."""
    if told := os.environ.get("HUILONG_SECRET_KEY"):
        return told
    file = Path(os.environ.get("HUILONG_SECRET_KEY_FILE", HUILONG_HOME / "keys" / "secret.key"))
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(48))
        except FileExistsError:  # another process was first
            pass
    return file.read_text().strip()


def _database(url: str) -> dict[str, object]:
    """Django's way of saying a PostgreSQL URL (`postgresql://user:password@host:port/name?host=/socket`)."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [""])[0] or parts.hostname or ""
    return {
        "ENGINE": "huilong.site.backend",
        "NAME": unquote(parts.path.lstrip("/")) or postgres.DATABASE,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": "test_huilong"},
    }


SECRET_KEY = _secret_key()
SCOPE_KEY = derived(SECRET_KEY, "scope")
"""Signs the statements of who acts; the database checks them (people/rules/statement.py)."""

JOURNAL_KEY = derived(SECRET_KEY, "journal")
"""Shows that an entry of the journal was written by a process of ours."""

AUTHORITY_KEY = derived(SECRET_KEY, "authority")
"""Signs the authorities to take a car (repossession/rules/token.py)."""

_database_url = given("DATABASE_URL")
EMBEDDED_POSTGRES = _database_url is None
DATABASE_URL = _database_url or postgres.place(HUILONG_HOME).url()
DATABASE_ROLE = os.environ.get("HUILONG_DATABASE_ROLE", "owner")
"""As whom this process meets the database: owner (tables), web, night; the command line sets it for each command."""
DATABASES = {"default": _database(roles.url_of(DATABASE_ROLE, DATABASE_URL, SECRET_KEY))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = os.environ.get("HUILONG_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("HUILONG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("HUILONG_ORIGINS", "").split(",") if o]

ROOMS = [
    "journal", "people", "vault", "book", "ledger", "compliance", "scores", "forecast",
    "strategy", "cases", "files", "contact", "relief", "agencies",
    "tenders", "settlement", "collateral", "tracking", "repossession", "auctions", "disposal",
    "performance", "replay", "reports",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "huilong.shell",
    *(f"huilong.rooms.{room}" for room in ROOMS),
    "huilong.night",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huilong.shell.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huilong.shell.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huilong.rooms.people.web.ActingMiddleware",
    "huilong.rooms.people.rest.TokenMiddleware",
    "huilong.rooms.people.web.UserLanguageMiddleware",
    "huilong.rooms.people.web_guard.SessionGuardMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huilong.shell.problem.RefusalMiddleware",
]
ROOT_URLCONF = "huilong.site.urls"
WSGI_APPLICATION = "huilong.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huilong.shell.context.frame",
            ]
        },
    }
]

SILENCED_SYSTEM_CHECKS = ["auth.E003"]  # user names are unique whatever their case: a constraint on lower(username)
AUTH_USER_MODEL = "people.User"
SCORES_CASE = "huilong.rooms.cases.queries.case_row"  # scores lie below cases and ask through this port
SHELL_MAY = "huilong.rooms.people.queries.may"  # the shell lies below people and asks through this port
SHELL_ONCE = "huilong.rooms.people.actions.answers.once"  # and so does the API for acts sent twice
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [_SOURCE / "shell" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # files are served from the packages; no collectstatic step to forget
WHITENOISE_AUTOREFRESH = DEBUG
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

_https = os.environ.get("HUILONG_HTTPS") == "1"
LIVE_URL = os.environ.get("LIVE_URL", "/live" if _https else "")
"""Where browsers find live news: "" is this host at LIVE_PORT, "/live" this origin (by a proxy), `off` nowhere."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_ENGINE = "huilong.rooms.people.actions.sessions"  # keeps hashes of cookies: reading it hijacks nobody
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECOND_FACTOR = os.environ.get("HUILONG_SECOND_FACTOR", "required")
"""`required` for the roles named in rules/signing_in.py of people, or `offered` to all, as the demo does."""
CSRF_FAILURE_VIEW = "huilong.shell.errors.stale_form"
CSRF_FAILURE_VIEW = "huilong.shell.errors.stale_form"
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

FILE_UPLOAD_HANDLERS = ["huilong.rooms.files.web_bytes.UnnamedUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},  # a mistyped address is not our trouble
}
