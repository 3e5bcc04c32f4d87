"""All settings, read once from the environment, in the order in which they matter."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hscjit.data_folder import data_folder, generated_secret_key, is_loopback
from hscjit.database_settings import database_setting
from hscjit.env import BadEnvironment, Env
from hscjit.logging_settings import logging_setting
from hscjit.metrics_folder import open_metrics_folder
from hscjit.storage_settings import Account, storage_setting

env = Env(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent
ROLE = sys.argv[1] if len(sys.argv) > 1 else ""  # which command runs: some keep on running

# Before numpy is imported: its threads wait for one another, and one product of a question with a
# manual's vectors took 20 ms instead of 0.05 while the machine had other work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# --- Where we listen and where we keep things ------------------------------------------------

DEBUG = env.boolean("DEBUG")
PORT = env.integer("PORT", 8000, 1, 65535)
BIND = env.text("BIND", "127.0.0.1")
DATA_DIR = data_folder(env.path("DATA_DIR", BASE_DIR / "var"))
MANUALS_DIR = env.path("MANUALS_DIR", DATA_DIR / "inbox")

DATABASE_URL = env.url("DATABASE_URL", ["postgres", "postgresql", "sqlite"])
REDIS_URL = env.url("REDIS_URL", ["redis", "rediss", "unix"])
EMBEDDED = not (REDIS_URL or DATABASE_URL.startswith("postgres"))

# --- Security ---------------------------------------------------------------------------------

SECRET_KEY = env.secret("SECRET_KEY")
if not SECRET_KEY:
    if not (EMBEDDED and is_loopback(BIND)):
        raise BadEnvironment(
            "SECRET_KEY",
            "not set",
            "any long random text, the same for every process "
            "(it is made up only on loopback without DATABASE_URL and REDIS_URL)",
        )
    SECRET_KEY = generated_secret_key(DATA_DIR)

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
METRICS_ALLOW = env.networks("METRICS_ALLOW", ["127.0.0.0/8", "::1/128"])
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # of forms without their files
FILE_UPLOAD_TEMP_DIR = data_folder(DATA_DIR / "tmp")  # /tmp may be memory

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "hscjit",
    "catalog",
    "support",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "django_q",
    "django_prometheus",
]

MIDDLEWARE = [
    "hscjit.health.ProbesMiddleware",
    "hscjit.metrics.HttpMetricsMiddleware",
    "hscjit.proxies.TrustedProxiesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "hscjit.security.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hscjit.logs.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "hscjit.urls"
ASGI_APPLICATION = "hscjit.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# What `/ready` asks: name → dotted path of an async function that raises when it is not
# so, and may tell something besides.
READINESS_CHECKS = {
    "database": "hscjit.health.database",
    "cache": "hscjit.health.cache",
    "channel_layer": "hscjit.health.channel_layer",
    "catalogue": "catalog.apps.readiness",
    "worker": "hscjit.health.worker",
    "retrieval": "support.encoders.readiness",
}
READINESS_TELLS_ONLY = {"cache", "channel_layer", "retrieval"}  # worse without, nothing lost

# --- Database ---------------------------------------------------------------------------------

DATABASES = {"default": database_setting(DATABASE_URL, DATA_DIR, keeps=ROLE == "cluster")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and bell ---------------------------------------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "hscjit.cache.LayeredCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hscjit",
        "TIMEOUT": 3600,
        "OPTIONS": {"L1_MAX_ENTRIES": 4096, "L1_TIMEOUT": 5},
    }
}
# Without Redis there is no channel layer: nobody can ring across processes, see support.bells.
CHANNEL_LAYERS = (
    {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": "hscjit"},
        }
    }
    if REDIS_URL
    else {}
)

# --- Background jobs --------------------------------------------------------------------------
# The order of time-outs (fetch < job < retry, lease < sweep) is asserted in hscjit.checks.

FETCH_TIMEOUT = 60.0  # seconds for one download, from the first look-up to the last byte
FETCH_MAX_BYTES = 200 * 1024 * 1024
LARGE_BODIES = {"/admin/support/manual/upload/": FETCH_MAX_BYTES + 1024 * 1024}  # see the server
FETCH_ALLOW_PRIVATE = env.host_ports("FETCH_ALLOW_PRIVATE")
FETCH_ROBOTS = env.choice("FETCH_ROBOTS", "off", ["off", "respect"])
EXTRACTION_TIMEOUT = 60.0
MANUAL_LEASE = 15.0  # a manual being read; renewed by whoever reads it
MESSAGE_LEASE = 10.0  # a message being answered; renewed by whoever streams it

JOB_TIMEOUT = 150  # seconds a job may run
JOB_RETRY = 180  # seconds after which a job that nobody finished is run again

Q_CLUSTER: dict[str, Any] = {
    "name": "now",
    "label": "Background jobs",
    "orm": "default",
    "workers": 2,
    "poll": 0.2,
    "timeout": JOB_TIMEOUT,
    "retry": JOB_RETRY,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 200,
    "queue_limit": 4,
    "recycle": 10_000,  # jobs, heartbeats included; memory is what decides
    "max_rss": 500_000,  # KiB
    "scheduler": False,
    "daemonize_workers": False,
    "ALT_CLUSTERS": {"later": {"workers": 1, "poll": 1.0, "scheduler": True}},
}
CLUSTERS = {"now": 2, "later": 1}  # name → workers, as above
# Jobs that come back; each also runs once when the workers start.
SCHEDULES = {
    "desk.sweep": {"func": "support.jobs.sweep", "minutes": 1, "cluster": "later"},
    "desk.popularity": {"func": "catalog.popularity.publish", "minutes": 10, "cluster": "later"},
    "desk.changes": {"func": "support.jobs.look_for_changes", "minutes": 10, "cluster": "later"},
    "desk.revisions": {
        "func": "support.jobs.remove_old_revisions",
        "minutes": 60,
        "cluster": "later",
    },
    "desk.answers": {"func": "support.jobs.forget_answers", "minutes": 60, "cluster": "later"},
}

# --- Start and stop ---------------------------------------------------------------------------

ON_EMPTY_DATABASE = ["catalog.demo_data.load_if_empty"]  # called at each start, after migrations
CACHE_WARMERS = {"catalogue": "catalog.snapshot.refresh"}  # what `warm_cache` calls
ERRANDS = {"fetch_models": "support.encoders.are_wanted"}  # run behind a start, if so
# Awaited when a web process starts.
WARM_UP = ["catalog.snapshot.ready", "support.answering.engines.begin_loading"]
DRAIN_SECONDS = env.integer("DRAIN_SECONDS", 1, 0, 600)  # /ready says 503 before sockets close

# --- Answers ----------------------------------------------------------------------------------

ANSWER_ENGINE = env.text("ANSWER_ENGINE", "auto")  # support.checks knows which there are
GEMINI_API_KEY = env.secret("GEMINI_API_KEY")
GEMINI_MODEL = env.text("GEMINI_MODEL", "gemini-2.5-flash")
GEMINI_BASE_URL = env.url("GEMINI_BASE_URL", ["https", "http"])
OPENAI_BASE_URL = env.url("OPENAI_BASE_URL", ["https", "http"])
OPENAI_API_KEY = env.secret("OPENAI_API_KEY")
OPENAI_MODEL = env.text("OPENAI_MODEL")
OPENAI_SEES = env.boolean("OPENAI_SEES")  # whether that model can look at pictures
LLM_FIRST_TOKEN_SECONDS = env.number("LLM_FIRST_TOKEN_SECONDS", 10, 0.1, 120)
LLM_STALL_SECONDS = env.number("LLM_STALL_SECONDS", 8, 0.1, 120)
LLM_TOTAL_SECONDS = env.number("LLM_TOTAL_SECONDS", 45, 0.5, 120)  # a job has JOB_TIMEOUT
LLM_MAX_TOKENS = env.integer("LLM_MAX_TOKENS", 1500, 100, 32_000)  # of one answer
LLM_DAILY_TOKENS = env.integer("LLM_DAILY_TOKENS", 20_000_000, 0, 10**12)  # 0: no limit
LLM_DAILY_TOKENS_EACH = env.integer("LLM_DAILY_TOKENS_EACH", 1_000_000, 0, 10**12)
LLM_DAILY_COST = env.number("LLM_DAILY_COST", 0, 0, 1e6)
LLM_DAILY_COST_EACH = env.number("LLM_DAILY_COST_EACH", 0, 0, 1e6)
LLM_PRICE_INPUT = env.number("LLM_PRICE_INPUT", 0, 0, 1e5)  # of a million tokens
LLM_PRICE_OUTPUT = env.number("LLM_PRICE_OUTPUT", 0, 0, 1e5)

ANSWER_CACHE = env.boolean("ANSWER_CACHE", True)
ANSWER_CACHE_DAYS = env.integer("ANSWER_CACHE_DAYS", 30, 1, 3650)

RETRIEVAL_MODE = env.choice("RETRIEVAL_MODE", "auto", ["auto", "lexical"])
MODEL_DIR = env.path("MODEL_DIR", DATA_DIR / "models")  # encoders; without them: lexical
MODEL_HUB = env.url("MODEL_HUB", ["https", "http"]).rstrip("/") or "https://huggingface.co"
FETCH_MODELS = env.boolean("FETCH_MODELS", True)

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = data_folder(DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # nothing to collect on a laptop; images run collectstatic
STORAGE_URL = env.text("STORAGE_URL", str(DATA_DIR / "manuals"))
STORAGE_ACCOUNT = Account(
    endpoint=env.url("S3_ENDPOINT_URL", ["http", "https"]),
    region=env.text("AWS_DEFAULT_REGION"),
    key=env.secret("AWS_ACCESS_KEY_ID"),
    secret=env.secret("AWS_SECRET_ACCESS_KEY"),
    token=env.secret("AWS_SESSION_TOKEN"),
)
STORAGES = {
    "default": storage_setting(STORAGE_URL, STORAGE_ACCOUNT),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# --- Language, logs, metrics ------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

LOG_FORMAT = env.choice("LOG_FORMAT", "console", ["console", "json"])
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = logging_setting(LOG_FORMAT, LOG_LEVEL)
PROMETHEUS_EXPORT_MIGRATIONS = False
if ROLE in {"serve", "work", "cluster"}:
    # Processes that live on count into one folder, so that /metrics tells of the workers too.
    # The variable has to be set before prometheus_client is imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(
        open_metrics_folder(DATA_DIR / "metrics", clean=ROLE == "serve")
    )
