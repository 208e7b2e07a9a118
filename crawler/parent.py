"""Ending with the parent: what `amidex up` starts must not outlive it, even when it is killed with kill -9."""

import os
import signal
import threading
import time

POLL_SECONDS = 0.5


def end_with_parent() -> None:
    """From now on, send this process SIGTERM when another process becomes its parent."""
    parent_process_id = os.getppid()

    def watch() -> None:
        while os.getppid() == parent_process_id:
            time.sleep(POLL_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
