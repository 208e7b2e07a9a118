"""Processes forked by a server that has imported everything already (multiprocessing's forkserver): most have less to
do than the imports would take, and a process that has threads is not to be forked itself.
"""

import gc
import signal
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext

from crawler.parent import end_with_worker

IMPORTED_BEFORE = ["cli.crawl_child", "search.judges"]


def forks() -> ForkServerContext:
    """What makes such processes. The server is started with the first, and ends with this process."""
    context = get_context("forkserver")
    context.set_forkserver_preload(IMPORTED_BEFORE)
    return context


def have_forks_ready() -> None:
    """Start the server, whose imports take a second, before it is needed."""
    forks()
    forkserver.ensure_running()


def begin_judging() -> None:
    """What a process that judges releases does first. It looks for cycles after each batch, in what the batch made."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it reaches the whole group, and is for those who have the index
    end_with_worker()
    gc.freeze()
    gc.disable()
