"""All settings, read from the environment once, failing loudly.

``HOTELCRM_MODE`` is ``demo`` (the default: this machine only, secrets generated on first use), ``test`` or
``production`` (every secret must be given, and placeholders are refused).
"""

from pathlib import Path
from typing import Any

import django_stubs_ext
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hotelcrm.running import environment

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = environment.mode()
DATA_DIR = environment.data_dir()
SECRETS = environment.secrets()

DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = False

SECRET_KEY = SECRETS.secret_key
PII_KEYS = SECRETS.pii_keys
PII_SENSITIVE_KEYS = SECRETS.sensitive_keys
PII_INDEX_KEY = SECRETS.index_key

ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this site answers to, separated by commas.")
# Where guests' browsers find this site: the beginning of every link in a message.
_HERE = f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://127.0.0.1:{environment.number('PORT', default=8000)}"
PUBLIC_URL = environment.text("PUBLIC_URL", default=_HERE).rstrip("/")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "hotelcrm.running",
    "hotelcrm.pii",
    "hotelcrm.audit",
    "hotelcrm.accounts",
    "hotelcrm.frame",
    "guests",
    "hotelcrm.outbox",
    "stays",
    "loyalty",
    "feedback",
    "campaigns",
    "hotelcrm.ingest",
    "hotelcrm.desk",
    "hotelcrm.dashboards",
    "hotelcrm.privacy",
    "hotelcrm.demo",
    "hotelcrm.bench",
    "hotelcrm.accounts.admin_config.HotelAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "crispy_forms",
    "django_filters",
    "django_htmx",
    "django_countries",
    "django_structlog",
]

MIDDLEWARE = [
    "hotelcrm.running.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hotelcrm.frame.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "hotelcrm.running.middleware.SizeMiddleware",  # the next one reads forms, and with them files
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "hotelcrm.accounts.handing.HandedOverMiddleware",
    "hotelcrm.accounts.middleware.CurrentHotelMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hotelcrm.frame.middleware.ToastMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "hotelcrm.urls"
WSGI_APPLICATION = "hotelcrm.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hotelcrm.frame.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "crispy_forms.templatetags.crispy_forms_tags",
                "hotelcrm.frame.templatetags.frame",
            ],
        },
    },
]

# Database: any PostgreSQL by DATABASE_URL, else the embedded one under the data directory.
DATABASE = environment.database()
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": DATABASE.engine,
        "NAME": DATABASE.name,
        "USER": DATABASE.user,
        "PASSWORD": DATABASE.password,
        "HOST": DATABASE.host,
        "PORT": DATABASE.port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": environment.test_database_name()},
        "OPTIONS": {
            "connect_timeout": 5,
            "options": (
                "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c jit=off"
                # The ledger's prepared statements are planned once, not by whether the planner thinks that pays.
                " -c plan_cache_mode=force_generic_plan"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Queue: Celery is a doorbell; the truth is in the database, so a lost or doubled task changes nothing in the end.
REDIS_URL = environment.redis_url()
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "unacked_restore_interval": 1, "socket_timeout": 10}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "running.beat_tick": {"task": "running.beat_tick", "schedule": 15},
    "ingest.sweep": {"task": "ingest.sweep", "schedule": 60},
    "outbox.sweep": {"task": "outbox.sweep", "schedule": 60},
    "outbox.ask_providers": {"task": "outbox.ask_providers", "schedule": 600},
    "campaigns.step_due": {"task": "campaigns.step_due", "schedule": 60},
    "campaigns.run_occasions": {"task": "campaigns.run_occasions", "schedule": 300},
    "campaigns.count_changed": {"task": "campaigns.count_changed", "schedule": 2},
    "campaigns.count_all": {"task": "campaigns.count_all", "schedule": 3_600},
    "campaigns.keep_sizes": {"task": "campaigns.keep_sizes", "schedule": 3_600},
    "campaigns.attribute": {"task": "campaigns.attribute", "schedule": 3_600},
    "dashboards.refresh": {"task": "dashboards.refresh", "schedule": 300},
    "feedback.invite_departed": {"task": "feedback.invite_departed", "schedule": 3_600},
    "feedback.open_left": {"task": "feedback.open_left", "schedule": 300},
    "feedback.ask_resolved": {"task": "feedback.ask_resolved", "schedule": 300},
    "feedback.tell_undelivered": {"task": "feedback.tell_undelivered", "schedule": 60},
    "feedback.open_low": {"task": "feedback.open_low", "schedule": 300},
    "feedback.read_words": {"task": "feedback.read_words", "schedule": 60},
    "feedback.sweep": {"task": "feedback.sweep", "schedule": 60},
    "feedback.renew_open": {"task": "feedback.renew_open", "schedule": 3_600},
    "loyalty.settle_due": {"task": "loyalty.settle_due", "schedule": 60},
    "loyalty.review_tiers": {"task": "loyalty.review_tiers", "schedule": 3_600},
    "loyalty.expire_points": {"task": "loyalty.expire_points", "schedule": 3_600},
    "loyalty.warn_of_expiry": {"task": "loyalty.warn_of_expiry", "schedule": 3_600},
    "loyalty.expire_vouchers": {"task": "loyalty.expire_vouchers", "schedule": 3_600},
    "loyalty.release_courtesies": {"task": "loyalty.release_courtesies", "schedule": 3_600},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "hotelcrm.accounts.backends.RoleBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "frame:start"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_FORMS = {
    "login": "hotelcrm.accounts.forms.SignInForm",
    "reauthenticate": "hotelcrm.accounts.forms.ConfirmForm",
}
ACCOUNT_ADAPTER = "hotelcrm.accounts.adapters.StaffAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # desks are shared: closing the browser signs out
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # so long after one's password files may leave and roles change
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Hotel CRM"
# Sessions and sign-in counters live in Postgres: an emptied Valkey signs nobody out and lifts no limit.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "running_cache"}}

# Transport security. A demo runs on plain http on this machine; everything else behind TLS.
SECURE = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Messages name guests: in the session, not in a cookie that the next person at the desk could read.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Campaigns that might reach more guests than this need a second person.
CAMPAIGN_APPROVAL_SIZE = environment.number("CAMPAIGN_APPROVAL_SIZE", default=1000)
# So many guests leave the house as a file without another person's consent.
SEGMENT_EXPORT_SIZE = environment.number("SEGMENT_EXPORT_SIZE", default=500)

# Languages. One catalogue for the whole project, compiled on install.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "hotelcrm" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_AUTOREFRESH = False

# Forms are drawn by templates of our own: templates/hotel. A misspelt field in a layout fails.
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "hotel"
CRISPY_FAIL_SILENTLY = False

# E-mail: staff mail only (password resets). Guests' messages have their own outbox.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.locmem.EmailBackend"
)
EMAIL_HOST = environment.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = environment.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_PASSWORD")
EMAIL_SECURITY = environment.mail_security()
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("EMAIL_FROM", default="hotelcrm@localhost")

# History: rows keep ids and codes, never personal data; see hotelcrm.audit.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_MODEL = "pghistory.Events"

# Logs: one JSON object a line in production, readable lines elsewhere. They hold ids, never personal data.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer()
            if PRODUCTION
            # Plain tracebacks: the richer ones print local variables, names of guests among them.
            else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", default="WARNING")},
}
