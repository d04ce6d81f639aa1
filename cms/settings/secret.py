"""The secret key of a machine that was not given one."""

import secrets
from pathlib import Path


def read_or_make_secret(path: Path) -> str:
    """The key kept in `path`, made on first use and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
