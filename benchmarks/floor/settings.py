"""As little of Django as there is, on the same kind of connection as the product's."""

from cms.settings.base import read_database

SECRET_KEY = "for-benchmarks-only"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["benchmarks.floor"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.floor.urls"
DATABASES = {"default": read_database("sqlite://:memory:")}
USE_TZ = True
USE_I18N = False
