"""deploy/kubernetes against Kubernetes' own schemas, by a tool that carries them: `make test-tools`."""

import subprocess
from pathlib import Path

import pytest

from tests.api.ec2.tool_environments import tool

pytestmark = [pytest.mark.tools, pytest.mark.timeout(600)]
MANIFESTS = sorted(
    path
    for path in (Path(__file__).parents[2] / "deploy" / "kubernetes").glob("*.yaml")
    if path.name != "kustomization.yaml"
)


@pytest.fixture(scope="module")
def check():
    commands = tool("kubernetes-validate", "kubernetes-validate==1.33.0")

    def check(*files):
        return subprocess.run(
            [commands / "kubernetes-validate", "--strict", "-k", "1.33.0", *files],
            capture_output=True,
            text=True,
            check=False,
        )

    return check


def test_kubernetes_takes_the_manifests(check):
    checked = check(*MANIFESTS)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("right", "wrong"), [("replicas: 2", "replicas: two"), ("readOnlyRootFilesystem", "readOnlyRoot")]
)
def test_the_schemas_find_what_is_misspelt(check, tmp_path, right, wrong):
    api = next(path for path in MANIFESTS if path.name == "api.yaml").read_text("utf-8")
    file = tmp_path / "api.yaml"
    file.write_text(api.replace(right, wrong, 1))
    assert check(file).returncode != 0
