"""Plays the kept-back weeks into the collect API at a chosen speed, like a shop that is open."""

import gzip
import json
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import structlog

_log = structlog.get_logger("feilun.demo")
DAY = 86_400
_BATCH = 100


class Live:
    """`run` returns when all is played or `stop` is set. How far it is lies in a file beside the events."""

    def __init__(self, file: Path, url: str, write_key: str, seconds_per_day: float) -> None:
        self._file = file
        self._place = file.with_suffix(".place")
        self._url = f"{url}/v1/batch"
        self._write_key = write_key
        self._pace = seconds_per_day / DAY
        self.stop = threading.Event()

    def run(self) -> int:
        """The number of events sent."""
        with self._file.open("rb") as file:
            lines = file.readlines()
        played = first = self._played()
        if played >= len(lines):
            return 0
        start = time.monotonic() - _after(lines[played]) * self._pace
        while played < len(lines) and not self.stop.is_set():
            batch = self._due(lines, played, (time.monotonic() - start) / self._pace)
            if not batch:
                self.stop.wait(0.5)
            elif self._send(batch):
                played += len(batch)
                self._place.write_text(str(played), encoding="utf-8")
            else:
                self.stop.wait(2)
        return played - first

    def _played(self) -> int:
        return int(self._place.read_text(encoding="utf-8") or 0) if self._place.exists() else 0

    def _due(self, lines: list[bytes], played: int, now: float) -> list[Any]:
        batch = []
        for line in lines[played : played + _BATCH]:
            moment = json.loads(line)
            if moment["after"] > now:
                break
            batch.append(moment["event"])
        return batch

    def _send(self, batch: list[Any]) -> bool:
        """A repeat is harmless, because each event keeps its id; so is trying again after any failure."""
        body = gzip.compress(json.dumps({"writeKey": self._write_key, "batch": batch}).encode())
        request = urllib.request.Request(self._url, data=body, headers={"X-Write-Key": self._write_key})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            _log.warning("live_refused", status=error.code, answer=error.read().decode("utf-8", "replace")[:300])
        except OSError as error:
            _log.warning("live_waits", problem=str(error))
        return False


def _after(line: bytes) -> float:
    return float(json.loads(line)["after"])
