"""The real thing: gunicorn and the worker on a database of their own, and a real Chromium."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stack:
    """A served copy of the demo. `accounts` holds the passwords, and PINs by the pupil's id."""

    folder: Path
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def accounts(self) -> dict[str, str]:
        return json.loads((self.folder / "demo-accounts.json").read_text("utf-8"))

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if k != "TEST_DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "DATABASE_URL": f"sqlite:///{self.folder / 'db.sqlite3'}",
            "VAR_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "BASE_URL": self.url,
            "BIND": f"127.0.0.1:{self.port}",
            "LOG_LEVEL": "WARNING",
        }

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, code: str) -> str:
        """What a few lines of Python print inside the served project."""
        return self.manage("shell", "-v", "0", "-c", code).strip()

    def start_server(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        self._start([*command, "cms.wsgi:application"])
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, ConnectionError, TimeoutError):
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.1)

    def start_worker(self) -> None:
        self._start([sys.executable, "manage.py", "worker", "--interval", "1"])

    def _start(self, command: list[str]) -> None:
        log = (self.folder / "server.log").open("ab")
        self.processes.append(
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database and media with the demo in it, made once and copied for each module."""
    folder = tmp_path_factory.mktemp("demo")
    stack = Stack(folder, 8000)
    stack.manage("migrate", "--verbosity", "0")
    stack.manage("demo")
    return folder


@pytest.fixture(scope="module")
def stack(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack") / "var"
    shutil.copytree(demo_folder, folder)
    stack = Stack(folder, free_port())
    stack.start_server()
    stack.start_worker()
    yield stack
    stack.kill()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = os.environ.get("BROWSER_PATH") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium was found")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    browser = playwright.chromium.launch(executable_path=path, args=arguments)
    yield browser
    browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator:
    """Makes a browser of its own for each person who takes part; fails on any page error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(locale="zh-CN", **options)
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert errors == []


def sign_in(page: Page, stack: Stack, username: str) -> None:
    page.goto(f"{stack.url}/sign-in/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(stack.accounts[username])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/my/")
