"""docker-compose.yml against the schema of the Compose specification, by a tool that carries it: `make test-tools`."""

import subprocess
from pathlib import Path

import pytest

from tests.api.ec2.tool_environments import tool

pytestmark = [pytest.mark.tools, pytest.mark.timeout(600)]
COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


@pytest.fixture(scope="module")
def check():
    commands = tool("check-jsonschema", "check-jsonschema==0.39.0")

    def check(file):
        return subprocess.run(
            [commands / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", file],
            capture_output=True,
            text=True,
            check=False,
        )

    return check


def test_the_compose_file_fits_the_schema(check):
    checked = check(COMPOSE)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("restart:", "restarts:"), ("healthcheck:", "health_check:"), ("cap_drop: [ALL]", "cap_drop: ALL")],
)
def test_the_schema_finds_what_is_misspelt(check, tmp_path, right, wrong):
    file = tmp_path / "docker-compose.yml"
    file.write_text(COMPOSE.read_text("utf-8").replace(right, wrong, 1))
    assert check(file).returncode == 1
