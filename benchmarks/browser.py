"""A browser without a screen: cookies, redirects, and the hidden fields of a form."""

import http.client
import re
from collections.abc import Mapping
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FORM_TYPE = "application/x-www-form-urlencoded"
BOUNDARY = "----benchmarks"
TIMEOUT_SECONDS = 60


class Browser:
    """One person's browser on one connection that is kept open."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self.cookies = dict(cookies or {})
        self.path = ""
        self.page = ""
        self.requests = 0

    def get(self, path: str) -> str:
        """The page, after any redirects. Raises RuntimeError unless it answers 200."""
        return self._ask("GET", path, b"", "")

    def post(self, path: str, fields: Mapping[str, str]) -> str:
        """Send the form that the last page holds; the page to which it leads."""
        return self._ask("POST", path, urlencode({**self._token(), **fields}).encode(), FORM_TYPE)

    def upload(self, path: str, name: str, content: bytes) -> str:
        """The same for a form with one file."""
        lines = []
        for key, value in self._token().items():
            lines += [f"--{BOUNDARY}", f'Content-Disposition: form-data; name="{key}"', "", value]
        lines += [
            f"--{BOUNDARY}",
            f'Content-Disposition: form-data; name="{name}"; filename="roster.xlsx"',
            "Content-Type: application/octet-stream",
            "",
            "",
        ]
        body = "\r\n".join(lines).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def close(self) -> None:
        self.connection.close()

    def _token(self) -> dict[str, str]:
        found = TOKEN.search(self.page)
        return {"csrfmiddlewaretoken": found[1]} if found else {}

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> str:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        self.page, self.path = answer.read().decode(), path
        self.requests += 1
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        if answer.status in (301, 302, 303):
            return self.get(answer.headers["Location"])
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {self.page[:300]!r}")
        return self.page
