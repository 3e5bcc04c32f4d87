"""The settings, for tests: a data folder of their own and nothing of whoever runs them."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from tests.live import NOT_INHERITED

# Tests choose when there are encoders; where they are is the fixture `model_dir`'s business.
os.environ.setdefault("TEST_MODEL_DIR", os.environ.get("MODEL_DIR", ""))
for name in NOT_INHERITED:
    os.environ.pop(name, None)
# The same tests can run on PostgreSQL, see tests/hscjit/test_on_postgresql.py.
if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ |= {"DATABASE_URL": url, "SECRET_KEY": "only-for-tests"}
os.environ["FETCH_MODELS"] = "off"
os.environ["DATA_DIR"] = folder = tempfile.mkdtemp(prefix="desk-tests-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)

from hscjit.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # strong ones are slow
