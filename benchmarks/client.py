"""The load client: a process of its own, whose CPU is not counted.

Reads one job as JSON from standard input and writes the times as JSON to standard output. Plain
sockets and threads: it shall be light beside the server on the same machine.

    {"port": 8001, "concurrency": 16, "work": [{…}, …]}

A piece of work is an attempt: `{"cookie", "page", "answers", "submit", "values"}` for the product
or `{"paths": […]}` for the floor.
"""

import json
import re
import socket
import sys
import threading
import time
from queue import Empty, SimpleQueue
from typing import Any

HIDDEN = re.compile(r"<input\b[^>]*>")
TIMEOUT_SECONDS = 60


class Connection:
    """One HTTP/1.1 connection that is kept open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.host = f"127.0.0.1:{port}"

    def ask(self, method: str, path: str, cookie: str = "", body: bytes = b"") -> str:
        """The body of a 200 answer. Raises RuntimeError for any other."""
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}"]
        if cookie:
            head.append(f"Cookie: {cookie}")
        if method == "POST":
            head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        self.socket.sendall("\r\n".join([*head, "", ""]).encode() + body)
        return self._read(f"{method} {path}")

    def _read(self, asked: str) -> str:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive(asked)
        head, _end, body = data.partition(b"\r\n\r\n")
        status, length = read_head(head.decode("latin-1"))
        while len(body) < length:
            body += self._receive(asked)
        if status != 200:
            raise RuntimeError(f"{asked}: {status} {body[:300]!r}")
        return body.decode()

    def _receive(self, asked: str) -> bytes:
        chunk = self.socket.recv(65536)
        if not chunk:
            raise RuntimeError(f"{asked}: the server closed the connection")
        return chunk


def read_head(head: str) -> tuple[int, int]:
    """Status and Content-Length of a response's head. Raises RuntimeError without a length."""
    first, *lines = head.split("\r\n")
    for line in lines:
        name, _colon, value = line.partition(":")
        if name.lower() == "content-length":
            return int(first.split()[1]), int(value)
    raise RuntimeError(f"no Content-Length: {first}")


def hidden_value(page: str, name: str) -> str:
    """The value of the first hidden input of this name. Raises RuntimeError when there is none."""
    for tag in HIDDEN.findall(page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("name") == name:
            return attributes["value"]
    raise RuntimeError(f"no input named {name}")


class Clock:
    """Collects milliseconds by step; one for each thread."""

    def __init__(self) -> None:
        self.requests: dict[str, list[float]] = {}
        self.attempts: list[float] = []

    def ask(self, step: str, connection: Connection, *args: Any) -> str:
        began = time.perf_counter()
        answer = connection.ask(*args)
        self.requests.setdefault(step, []).append(1000 * (time.perf_counter() - began))
        return answer


def sit(work: dict[str, Any], connection: Connection, clock: Clock) -> None:
    """One whole attempt: open, one save for each question, submit, result."""
    cookie = work["cookie"]
    page = clock.ask("open", connection, "GET", work["page"], cookie)
    client, key = int(hidden_value(page, "client")), hidden_value(page, "key")
    for slot, value in enumerate(work["values"], start=1):
        body = {"client": client, "key": key, "answers": [[slot, slot, value]]}
        sent = json.dumps(body).encode()
        saved = json.loads(clock.ask("save", connection, "POST", work["answers"], cookie, sent))
        if saved["acknowledged"] != [slot]:
            raise RuntimeError(f"answer {slot} was not acknowledged: {saved}")
    sent = json.dumps({"client": client, "key": key, "answers": []}).encode()
    done = json.loads(clock.ask("submit", connection, "POST", work["submit"], cookie, sent))
    result = clock.ask("result", connection, "GET", done["result_url"], cookie)
    if done["receipt"] not in result:
        raise RuntimeError("the result does not show the receipt")


def walk(work: dict[str, Any], connection: Connection, clock: Clock) -> None:
    """As many requests to the floor as an attempt has."""
    for path in work["paths"]:
        clock.ask("request", connection, "GET", path)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Do all of a job's work with `concurrency` connections; the times, in milliseconds."""
    waiting: SimpleQueue[dict[str, Any]] = SimpleQueue()
    for work in job["work"]:
        waiting.put(work)
    start = threading.Barrier(job["concurrency"] + 1)
    clocks, errors = [Clock() for _ in range(job["concurrency"])], []

    def serve(clock: Clock) -> None:
        connection = Connection(job["port"])
        start.wait()
        try:
            while True:
                work = waiting.get_nowait()
                began = time.perf_counter()
                (walk if "paths" in work else sit)(work, connection, clock)
                clock.attempts.append(1000 * (time.perf_counter() - began))
        except Empty:
            return
        except Exception as problem:
            errors.append(str(problem))

    threads = [threading.Thread(target=serve, args=[clock], daemon=True) for clock in clocks]
    for thread in threads:
        thread.start()
    start.wait(timeout=TIMEOUT_SECONDS)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if errors:
        raise SystemExit(f"{len(errors)} of {len(threads)} pupils failed; the first: {errors[0]}")
    return {"seconds": seconds, **merge(clocks)}


def merge(clocks: list[Clock]) -> dict[str, Any]:
    """The times of all threads together."""
    requests: dict[str, list[float]] = {}
    for clock in clocks:
        for step, values in clock.requests.items():
            requests.setdefault(step, []).extend(values)
    return {"requests": requests, "attempts": [ms for clock in clocks for ms in clock.attempts]}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
