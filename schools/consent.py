"""The texts that guardians are asked to agree to, by version. An old one is never edited."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ConsentText:
    """`template` holds the words, `valid_from` is the day that stands above them."""

    version: str
    valid_from: date
    template: str


TEXTS = (ConsentText("2026-11", date(2026, 11, 23), "schools/consent/2026-11.html"),)
"""From the oldest to the one in force. Another purpose or another field is another version."""

CURRENT = TEXTS[-1]
