"""Tells what comes often from what came by, in little memory, so that only the former is prepared for."""

MOST_SIGHTINGS = 65_536


class Sightings:
    """How often something was met. Full, it starts anew; threads may share it."""

    def __init__(self, enough: int) -> None:
        self._enough = enough
        self._counts: dict[int, int] = {}

    def were_enough(self, met: str | bytes) -> bool:
        """Whether it was met more than `enough` times, this one included: then it is forgotten here."""
        key = hash(met)
        count = self._counts.get(key, 0) + 1
        if count > self._enough:
            self._counts.pop(key, None)
            return True
        if len(self._counts) >= MOST_SIGHTINGS:
            self._counts.clear()
        self._counts[key] = count
        return False
