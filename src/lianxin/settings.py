"""Django's settings. What an operator may change is read through `options`; the rest is fixed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lianxin import keys, logs, options

PACKAGE = Path(__file__).resolve().parent
DATA = Path(
    options.text(
        "LIANXIN_DATA",
        "./var",
        about="Folder of everything that must outlive an upgrade: database, uploads, secrets.",
    )
).absolute()
options.read_file(DATA / "lianxin.env")

# --- What an operator sets ----------------------------------------------------------------------

DEBUG = options.switch(
    "LIANXIN_DEBUG",
    default=False,
    about="1 shows errors in full and reloads templates. Never on a site that others can reach.",
)
ALLOWED_HOSTS = options.words(
    "LIANXIN_HOSTS",
    "127.0.0.1,localhost",
    about="Domain names the site answers to, separated by commas.",
)
HTTPS = options.switch(
    "LIANXIN_HTTPS",
    default=True,
    about="1 sends everybody to https, marks cookies secure and sends HSTS. 0 only for a trial"
    " on the own machine; `make run` sets it.",
)
SITE_URL = options.text(
    "LIANXIN_SITE_URL",
    "http://127.0.0.1:8000",
    about="Address of the site as people see it; links in messages and QR codes start with it.",
).rstrip("/")
CSRF_TRUSTED_ORIGINS = options.words(
    "LIANXIN_CSRF_ORIGINS",
    about="Further addresses (with https://) whose forms are accepted, separated by commas.",
)
TRUSTED_PROXIES = options.number(
    "LIANXIN_TRUSTED_PROXIES",
    0,
    about="How many reverse proxies of yours stand before the site. Their X-Forwarded-For and"
    " X-Forwarded-Proto are believed; with 0, nobody's.",
)
DATABASE_URL = options.text(
    "LIANXIN_DATABASE_URL",
    about="postgresql://user:password@host/name; add ?pgbouncer=1 behind a transaction pooler."
    " Empty: an SQLite file in LIANXIN_DATA.",
)
EMAIL_URL = options.text(
    "LIANXIN_EMAIL_URL",
    "file:",
    about="smtp://user:password@host:587, smtps://… for TLS from the start, console:, or file:,"
    " which keeps mails in LIANXIN_DATA/mail and sends nothing.",
)
DEFAULT_FROM_EMAIL = options.text(
    "LIANXIN_EMAIL_FROM", "lianxin@localhost", about="Sender of the mails."
)
MAILBOXES = options.mapping(
    "LIANXIN_MAILBOXES",
    about="Mailboxes whose letters become cases, one a district, as a JSON object from its slug to"
    " imaps://user:password@host/INBOX. {}: no letters are taken.",
)
CHAT = options.mapping(
    "LIANXIN_CHAT",
    about="Bots in WeCom and DingTalk that file cases and tell how they stand, as a JSON object"
    " from a district's slug to wecom (token, aes_key, corp_id) and dingtalk (secret). {}: none.",
)
LOGIN_PROVIDERS = options.mapping(
    "LIANXIN_LOGIN_PROVIDERS",
    about="Sign-in through others, as a JSON object in the form of allauth's"
    " SOCIALACCOUNT_PROVIDERS: openid_connect, wecom, weixin, dingtalk, feishu.",
)
SMS_GATEWAY = options.mapping(
    "LIANXIN_SMS",
    about="The SMS gateway, as a JSON object: url, headers, json (a body in which {phone}, {text}"
    " and {id} are filled in) and expect (what its JSON answer must hold). {}: no SMS is sent.",
)
WEBHOOK_PRIVATE = options.switch(
    "LIANXIN_WEBHOOK_PRIVATE",
    default=False,
    about="1 lets webhooks go to private and loopback addresses, for receivers within the house.",
)
LOG_JSON = options.switch(
    "LIANXIN_LOG_JSON", default=True, about="1 writes a JSON object a line, 0 plain text."
)
DEMO_PASSWORD = options.text(
    "LIANXIN_DEMO_PASSWORD", "lianxin-demo", about="Password of the demo town's accounts."
)
STAFF_MFA = options.switch(
    "LIANXIN_STAFF_MFA",
    default=False,
    about="1 asks operators and dispatchers for a second factor (authenticator app or passkey)"
    " before they can work.",
)
options.text(
    "LIANXIN_SECRET_KEY",
    about="Key that signs sessions and links. Empty: the one in LIANXIN_DATA/secret.key, which is"
    " made at first start.",
)
options.text(
    "LIANXIN_SALT_KEY",
    about="Second half of the key that encrypts contact fields. Empty: as LIANXIN_SECRET_KEY.",
)

# --- Secrets and data ---------------------------------------------------------------------------

_secrets = keys.read(DATA / "secret.key")
SECRET_KEY = _secrets["LIANXIN_SECRET_KEY"]
SALT_KEY = _secrets["LIANXIN_SALT_KEY"]

DATABASES: dict[str, dict[str, Any]] = {
    "default": options.database(DATABASE_URL, default=DATA / "lianxin.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that rate limits hold across processes without another server.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "drawn": {  # fragments of pages, in each process
        "BACKEND": "lianxin.web.drawn.Fragments",
        "LOCATION": "drawn",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]}}

globals().update(options.mail(EMAIL_URL, folder=DATA / "mail"))
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- The application ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_linear_migrations",
    "django_tasks",
    "django_tasks_db",
    "lianxin.web",  # before allauth, whose pages it dresses
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.feishu",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "allauth.usersessions",
    "lianxin.kernel",
    "lianxin.forms",
    "lianxin.lineage",
    "lianxin.outbox",
    "lianxin.papers",
    "lianxin.search",
    "lianxin.network",
    "lianxin.network.wecom",
    "lianxin.following",
    "lianxin.cases",
    "lianxin.casebook",
    "lianxin.commitments",
    "lianxin.exchange",
    "lianxin.bodies",
    "lianxin.catalogue",
    "lianxin.fulfilment",
    "lianxin.challenges",
    "lianxin.deliberation",
    "lianxin.events",
    "lianxin.gatherings",
    "lianxin.incubation",
    "lianxin.introductions",
    "lianxin.matching",
    "lianxin.partnering",
    "lianxin.studies",
    "lianxin.visits",
    "lianxin.volunteering",
    "lianxin.insight",
    "lianxin.api",
    "lianxin.bots.chat",
    "lianxin.bots.mail",
    "lianxin.playbooks",
    "lianxin.operate",
]
MIDDLEWARE = [
    "lianxin.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random padding against BREACH
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lianxin.web.shell.csp.CspMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lianxin.network.middleware.DistrictMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lianxin.network.middleware.StaffMfaMiddleware",
]
ROOT_URLCONF = "lianxin.urls"
PATHS_WITHOUT_DISTRICT = ("/static/", "/health/", "/open311/")
DISTRICT_CHOICE_VIEW = "lianxin.web.network.views.choose_district"
WSGI_APPLICATION = "lianxin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lianxin.web.shell.context.shell",
            ]
        },
    }
]
FORM_RENDERER = "lianxin.web.shell.forms.PartsRenderer"

# --- Signing in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "lianxin.network.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "lianxin.web.account.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {  # counted in the cache, which is a table that all processes share
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_FORMS = {"add_webauthn": "lianxin.web.account.forms.PasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "连心"
SOCIALACCOUNT_ADAPTER = "lianxin.network.accounts.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = LOGIN_PROVIDERS
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another site (form-action 'self')
USERSESSIONS_TRACK_ACTIVITY = False

# --- Security -----------------------------------------------------------------------------------

SESSION_ENGINE = "lianxin.network.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # entering browsers' preload lists is for the owner of the domain to decide
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
PERMISSIONS_POLICY: dict[str, str | list[str]] = {
    "camera": "self",
    "geolocation": "self",
    "microphone": [],
    "payment": [],
    "usb": [],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# --- Files, languages, time, logs ---------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
# What has its hash in its name: Django's, and the chunks that esbuild names.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$|^.+/chunks/.+-[0-9A-Z]{8}\.js$"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LOGGING = logs.configure(as_json=LOG_JSON)
