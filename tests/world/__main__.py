"""Starts the simulated EC2: `python -m tests.world --images 3173232 --port 4999`."""

import argparse
import os
import signal
import sys
import threading

from tests.world.server import HOST, Server, listening_socket
from tests.world.shared import SharedState
from tests.world.world import World


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.world", description="A simulated EC2 at world size.")
    parser.add_argument("--images", type=int, default=20_000, help="public images in all regions at tick 0")
    parser.add_argument("--port", type=int, default=4999, help="on 127.0.0.1; 0 picks a free one")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another world")
    parser.add_argument("--tick", type=int, default=0, help="how far the world has moved")
    parser.add_argument("--regions", default="", help="only these, with commas between them; all 27 when left out")
    parser.add_argument("--processes", type=int, default=1, help="workers sharing the port")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when whoever started it ends")
    return parser.parse_args()


def _exit_at_end_of(descriptor: int) -> None:
    """Ends this process when nobody holds the other end of a pipe open any more."""

    def wait() -> None:
        while os.read(descriptor, 1024):
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def main() -> int:
    arguments = _arguments()
    try:
        only = tuple(name for name in arguments.regions.split(",") if name)
        world = World(images=arguments.images, seed=arguments.seed, only_regions=only)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    shared = SharedState(seed=arguments.seed, tick=arguments.tick)
    several = arguments.processes > 1
    try:
        listener = listening_socket(arguments.port, shared_port=several)
    except OSError as error:
        sys.stderr.write(f"cannot listen on {HOST}:{arguments.port}: {error.strerror}; take another --port\n")
        return 1
    port = listener.getsockname()[1]
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    # The first worker holds the writing end; when it ends, however it ends, the others do.
    alive_reader, alive_writer = os.pipe()
    for _ in range(arguments.processes - 1):
        if os.fork() == 0:
            os.close(alive_writer)
            listener.close()
            _exit_at_end_of(alive_reader)
            Server(world, shared).serve(listening_socket(port, shared_port=True))
    os.close(alive_reader)
    if arguments.until_stdin_closes:
        _exit_at_end_of(sys.stdin.fileno())
    sys.stdout.write(f"listening http://{HOST}:{port}\n")
    sys.stdout.flush()
    Server(world, shared).serve(listener)
    return 0


if __name__ == "__main__":
    sys.exit(main())
