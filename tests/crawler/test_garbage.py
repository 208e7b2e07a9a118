import gc
import subprocess
import sys

ASK = """
import gc
from crawler.garbage import expect_many_objects
expect_many_objects()
print(gc.get_threshold(), gc.get_freeze_count())
"""


def test_a_process_of_many_objects_seldom_looks_for_cycles_but_does() -> None:
    answer = subprocess.run([sys.executable, "-c", ASK], check=True, capture_output=True, text=True).stdout
    thresholds, frozen = answer.rsplit(maxsplit=1)
    assert thresholds == "(50000, 50, 100)"
    assert int(frozen) > 1000
    assert gc.isenabled()
