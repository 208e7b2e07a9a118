"""The signals of a verdict, as the catalog stores them: packed JSON, since there are some for each release.

What they mean is for trust/ to say. Here a signal is a list of its values: rule, outcome, reason, evidence, source,
and the time as ISO 8601 text or null.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import orjson

from catalog.packing import Dictionary, pack_json, unpack_json

StoredSignal = Sequence[Any]
_MATERIAL_BYTES = 8


def pack_signals(signals: Sequence[StoredSignal]) -> bytes:
    json = orjson.dumps(signals, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
    return pack_json(json, Dictionary.SIGNALS)


def unpack_signals(stored: bytes) -> list[list[Any]]:
    """The signals that were packed. Raises ValueError when a newer Amidex wrote them."""
    signals: list[list[Any]] = orjson.loads(unpack_json(stored))
    return signals


def material(level: str, kinds: Sequence[tuple[str, str]]) -> bytes:
    """Equal for verdicts between which nothing worth a line in history changed: of one level, with signals of the
    same rules and outcomes. Scores and sentences change with the days.
    """
    text = "\0".join([level, *sorted({f"{rule} {outcome}" for rule, outcome in kinds})])
    return blake2b(text.encode(), digest_size=_MATERIAL_BYTES, person=b"amidex-material").digest()
