"""Telling Python's cycle collector that a process makes millions of small objects, hardly any of them in cycles."""

import gc

# Objects that live before the collector looks at the youngest, and how many such looks before it looks at all of them.
# Python's own 700, 10, 10 spend a third of a crawl on walking through what is remembered of a region's images.
THRESHOLDS = (50_000, 50, 100)


def expect_many_objects() -> None:
    """Collect seldom in this process, from now on. What it has loaded so far is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
