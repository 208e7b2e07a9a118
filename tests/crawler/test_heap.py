import ctypes
import subprocess
import sys

import pytest

ASK = """
import ctypes, sys, tempfile, threading
from crawler.heap import share_one_heap
if sys.argv[1] == "shared":
    share_one_heap()
here = threading.Barrier(4)
def take():
    here.wait()
    bytes(60_000)
    here.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    stream = ctypes.c_void_p(libc.fopen(file.name.encode(), b"w"))
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    print(file.read().count(b"<heap nr="))
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="the C library is not glibc")
def test_the_threads_of_a_crawling_process_share_one_heap() -> None:
    def heaps(how: str) -> int:
        asked = [sys.executable, "-c", ASK, how]
        return int(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)

    assert heaps("shared") == 1 < heaps("apart")
