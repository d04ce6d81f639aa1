"""A small OpenID Connect provider on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import jwt

CLIENT, SECRET = "safe-school", "a-secret-of-this-test-that-is-long-enough"


class FakeProvider:
    """Hands out tokens for `claims`; notes what it was asked. The code `good` alone is right."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.claims: dict[str, object] = {"sub": "teacher-17"}
        self.asked: list[dict[str, list[str]]] = []

    def answer(self, path: str, form: dict[str, list[str]]) -> tuple[int, object]:
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
            }
        if path == "/token":
            self.asked.append(form)
            if form.get("code") != ["good"]:
                return 400, {"error": "invalid_grant"}
            now = int(time.time())
            times = {"iat": now, "exp": now + 60}
            token = {**self.claims, **times, "iss": self.url, "aud": CLIENT}
            signed = jwt.encode(token, SECRET, algorithm="HS256", headers={"kid": "1"})
            return 200, {"access_token": "t", "token_type": "Bearer", "id_token": signed}
        return (200, self.claims) if path == "/userinfo" else (404, {})


@contextmanager
def running(port: int) -> Iterator[FakeProvider]:
    fake = FakeProvider(port)

    class Handler(BaseHTTPRequestHandler):
        def reply(self, form: dict[str, list[str]]) -> None:
            status, body = fake.answer(self.path.split("?")[0], form)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_GET(self) -> None:
            self.reply({})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self.reply(parse_qs(self.rfile.read(length).decode()))

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
