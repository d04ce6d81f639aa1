"""`make run`: one machine, nothing to install; the secret key lives in a git-ignored file."""

from .base import *  # noqa: F403
from .base import STATIC_ROOT, VAR_DIR, env
from .secret import read_or_make_secret

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_make_secret(VAR_DIR / "secret_key")
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about a folder that is not there
SERVE_MEDIA = True
