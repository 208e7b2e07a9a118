"""What a running world remembers, shared by its worker processes: tick, fault rules, who asked what how often.

It lives as JSON in memory that the workers inherit, behind one lock. A page of a thousand images takes a hundred times
longer to make than this takes to read and write.
"""

import json
import mmap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from tests.world.numbers import key_of

_BYTES = 1 << 20
_LENGTH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Admission:
    """What a call gets to work with: the tick, its own shuffling, and the fault rules that fire on it."""

    tick: int
    order: int
    faults: tuple[dict[str, Any], ...]


class SharedState:
    """Make it before forking. All methods are safe to call from any thread of any worker."""

    def __init__(self, *, seed: int, tick: int) -> None:
        self._seed = seed
        self._memory = mmap.mmap(-1, _BYTES)
        self._lock = get_context("fork").Lock()
        self._write({"tick": tick, "orders": 0, "faults": [], "requests": {}})

    def _write(self, state: dict[str, Any]) -> None:
        document = json.dumps(state).encode()
        if len(document) > _BYTES - _LENGTH_BYTES:
            raise OverflowError(f"the shared state takes {len(document)} bytes of {_BYTES}: fewer fault rules, please")
        self._memory[: _LENGTH_BYTES + len(document)] = len(document).to_bytes(_LENGTH_BYTES, "big") + document

    def _read(self) -> dict[str, Any]:
        length = int.from_bytes(self._memory[:_LENGTH_BYTES], "big")
        state: dict[str, Any] = json.loads(self._memory[_LENGTH_BYTES : _LENGTH_BYTES + length])
        return state

    @contextmanager
    def _change(self) -> Iterator[dict[str, Any]]:
        with self._lock:
            state = self._read()
            yield state
            self._write(state)

    def snapshot(self) -> dict[str, Any]:
        with self._lock:
            return self._read()

    def set_tick(self, tick: int | None) -> int:
        """Sets the tick, or moves to the next one for None. Returns the new one."""
        with self._change() as state:
            state["tick"] = state["tick"] + 1 if tick is None else tick
            return int(state["tick"])

    def add_faults(self, rules: list[dict[str, Any]]) -> None:
        with self._change() as state:
            state["faults"].extend({"rule": rule, "considered": 0, "fired": 0, "buckets": {}} for rule in rules)

    def clear_faults(self) -> None:
        with self._change() as state:
            state["faults"] = []

    def forget_requests(self) -> None:
        with self._change() as state:
            state["requests"] = {}

    def admit(self, action: str, region: str, scope: str, page: int) -> Admission:
        """Counts a call and decides which fault rules fire on it."""
        with self._change() as state:
            key = f"{action} {region} {scope}".rstrip()
            state["requests"][key] = state["requests"].get(key, 0) + 1
            state["orders"] += page == 1
            call = {"action": action, "region": region, "scope": scope, "page": page}
            fired = tuple(
                fault["rule"] for number, fault in enumerate(state["faults"]) if self._fires(number, fault, call)
            )
            return Admission(state["tick"], state["orders"], fired)

    def _fires(self, number: int, fault: dict[str, Any], call: dict[str, Any]) -> bool:
        rule = fault["rule"]
        if not _concerns(rule, call):
            return False
        fault["considered"] += 1
        if rule.get("times") is not None and fault["fired"] >= rule["times"]:
            return False
        if "capacity" in rule and self._bucket_has_token(fault, rule, call["region"]):
            return False
        chance = key_of(self._seed, number, fault["considered"]) / 2**64
        if chance >= rule.get("probability", 1):
            return False
        fault["fired"] += 1
        return True

    def _bucket_has_token(self, fault: dict[str, Any], rule: dict[str, Any], region: str) -> bool:
        """EC2's own way to throttle: a bucket of tokens for each region, refilled steadily."""
        now = time.monotonic()
        tokens, since = fault["buckets"].get(region, (rule["capacity"], now))
        tokens = min(rule["capacity"], tokens + (now - since) * rule["refill_per_second"])
        fault["buckets"][region] = (max(0, tokens - 1) if tokens >= 1 else tokens, now)
        return bool(tokens >= 1)


def _concerns(rule: dict[str, Any], call: dict[str, Any]) -> bool:
    # Allowed AMIs are a setting of the account, not an accident: ec2.py asks for them by itself.
    if rule["kind"] == "allowed-amis":
        return False
    wanted = {"action": "DescribeImages"} | rule
    return all(wanted.get(part, "*") in ("*", value) for part, value in call.items())
