"""Single sign-on: nothing of it when it is off; on, its own tests in a process of their own."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from cms.settings.sso import read_providers
from tests.journeys.conftest import free_port

pytestmark = pytest.mark.walk

ROOT = Path(__file__).resolve().parents[2]
DINGTALK = {"kind": "dingtalk", "key": "dingtalk", "name": "钉钉", "client_id": "d", "secret": "s"}


def openid(server: str) -> dict[str, str]:
    return {
        "kind": "openid_connect",
        "key": "district",
        "name": "区统一认证",
        "server": server,
        "client_id": "safe-school",
        "secret": "s",
    }


def test_off_means_no_app_no_address_no_button_and_no_import(client, db) -> None:
    assert settings.SSO_PROVIDERS == []
    assert not apps.is_installed("allauth")
    assert not any(each.startswith("allauth") for each in settings.MIDDLEWARE)
    with pytest.raises(NoReverseMatch):
        reverse("sso_links")
    assert client.get("/sso/").status_code == 404
    assert "/sso/" not in client.get("/sign-in/").content.decode()
    code = "import django, sys; django.setup(); import cms.urls; print('allauth' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "SSO_PROVIDERS"),
        ('[{"kind": "openid_connect"}]', "missing"),
        (json.dumps([{**DINGTALK, "kind": "wecom"}]), "wecom is no kind"),
        (json.dumps([{**DINGTALK, "key": "ding"}]), "key is dingtalk"),
        (json.dumps([openid("http://id.example.cn")]), "https://"),
    ],
)
def test_wrong_setting_is_told_at_the_start(text: str, problem: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=problem):
        read_providers(text)


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("allauth") is None and os.environ.get("REQUIRE_SSO") != "1",
    reason="requirements-sso.txt is not installed",
)
def test_on() -> None:
    """`tests/sso` with an OpenID Connect provider on this machine."""
    providers = json.dumps([openid(f"http://127.0.0.1:{free_port()}"), DINGTALK])
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    options = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/sso", *options],
        cwd=ROOT,
        env={**environment, "SSO_PROVIDERS": providers, "TEST_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
