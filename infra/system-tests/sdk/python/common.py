"""What the checks of both SDKs share."""

import sys
import time

from pydantic import BaseModel

URL, KEY = sys.argv[1].rstrip("/"), sys.argv[2]
MODEL = "summarize"
TEXT = "The tide is the rise and fall of the sea. A spring tide comes when sun and moon pull in one line."
LINES = 20
MANY_LINES = 2_000
PATIENCE_SECONDS = 120


class Tide(BaseModel):
    name: str
    metres: float


def messages(text=TEXT):
    return [{"role": "user", "content": text}]


def wait_until(holds):
    """Asks until something holds of the answer, and returns that answer."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        answer = holds()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"still not so after {PATIENCE_SECONDS} s")


def raised(kind, call):
    try:
        call()
    except kind as e:
        assert type(e) is kind, f"{type(e)} instead of {kind}"
        return e
    raise AssertionError(f"no {kind.__name__} was raised")
