"""The world as a process: workers share one state, and none outlives who started it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil

from tests.world.conftest import Caller
from tests.world.expected import digest_of
from tests.world.running import running_world


def test_workers_share_tick_faults_and_counts():
    with running_world(images=1000, regions=("us-east-1",), processes=3) as world:
        world.advance(4)
        world.fault("throttle", times=5, action="DescribeRegions")

        def crawl(_: int) -> list[str]:
            return Caller(world).ids(ExecutableUsers=["all"], page_size=100)

        with ThreadPoolExecutor(2) as threads:
            digests = {digest_of(ids) for ids in threads.map(crawl, range(4))}
        told = world.expected("us-east-1")
        assert digests == {told["digest"]}
        assert world.requests()["DescribeImages us-east-1 all"] == 4 * -(-told["images"] // 100)


def test_all_workers_end_with_the_block():
    with running_world(images=1000, regions=("us-east-1",), processes=2) as world:
        process = psutil.Process(world.process_id)
        workers = process.children()
        assert len(workers) == 1
    _, alive = psutil.wait_procs([*workers], timeout=10)
    assert alive == []


def test_a_port_in_use_is_said_so():
    with running_world(images=1000, regions=("us-east-1",)) as world:
        port = world.url.rpartition(":")[2]
        command = [sys.executable, "-m", "tests.world", "--port", port, "--images", "2000"]
        other = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
        assert other.returncode == 1
        assert f"cannot listen on 127.0.0.1:{port}" in other.stderr


def test_too_few_images_end_with_the_reason():
    command = [sys.executable, "-m", "tests.world", "--port", "0", "--images", "5"]
    world = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert world.returncode == 2
    assert "5 images are too few for 27 regions" in world.stderr
