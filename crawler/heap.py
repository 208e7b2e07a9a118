"""Telling the C library that the threads of a process may share one heap.

glibc gives each thread a heap of its own, so that none waits for another's. Each then grows by what a page of images
takes, and gives it back to the system, which clears it anew for the next: a twentieth of a crawl. Its threads compute
one at a time anyway (crawler/computing.py).
"""

import ctypes
import sys

_M_ARENA_MAX = -8  # malloc.h of glibc


def share_one_heap() -> None:
    """Let the threads that begin from now on share one heap, where the C library knows how."""
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(_M_ARENA_MAX, 1)
