"""deploy/: the unit of systemd, the proxy and the manifests of Kubernetes are held to the code."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from api.routes import health
from tests.laws.deployment import is_command, unknown_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = sorted(DEPLOY.glob("systemd/*.service")) + sorted(DEPLOY.glob("systemd/*.timer"))
MANIFESTS = [
    manifest
    for path in sorted(DEPLOY.glob("kubernetes/*.yaml"))
    for manifest in yaml.safe_load_all(path.read_text("utf-8"))
]
KUSTOMIZATION = next(manifest for manifest in MANIFESTS if manifest["kind"] == "Kustomization")
PODS = {
    manifest["metadata"]["name"]: manifest["spec"]["template"]
    for manifest in MANIFESTS
    if manifest["kind"] in {"Deployment", "StatefulSet", "Job"}
}
OURS = {name: pod for name, pod in PODS.items() if pod["spec"]["containers"][0]["image"] == "amidex"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_is_a_setting(path):
    assert unknown_settings(path.read_text("utf-8")) == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_amidex_has(path):
    for words in re.findall(r"/opt/amidex/bin/amidex ([a-z -]+)", path.read_text("utf-8")):
        assert is_command(words.split())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path):
    command = tmp_path / "amidex"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text("utf-8").replace("/opt/amidex/bin/amidex", str(command)))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_takes_the_proxy(tmp_path):
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=amidex.example.org"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=60)
    text = (DEPLOY / "nginx" / "amidex.conf").read_text("utf-8").replace("/etc/ssl/amidex", str(tmp_path))
    # No port of this machine is taken.
    text = re.sub(r"\blisten (?:\[::\]:)?(\d+)", lambda found: f"listen unix:{tmp_path}/{found.start()}.socket", text)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{text}\n}}\n"
    )
    checked = subprocess.run(["nginx", "-t", "-c", whole], capture_output=True, text=True, check=False, timeout=60)
    assert checked.returncode == 0, checked.stderr


def test_the_manifests_are_all_there_and_no_other():
    kept = {path.name for path in DEPLOY.glob("kubernetes/*.yaml")} - {"kustomization.yaml"}
    assert set(KUSTOMIZATION["resources"]) == kept
    assert set(OURS) == {"api", "worker", "migrate"}


@pytest.mark.parametrize("name", OURS)
def test_pods_run_commands_that_amidex_has(name):
    (container,) = OURS[name]["spec"]["containers"]
    assert is_command(container["args"])
    assert {"name": "data", "mountPath": "/var/lib/amidex"} in container["volumeMounts"]


@pytest.mark.parametrize("name", PODS)
def test_pods_run_as_nobody_and_write_nowhere_but_to_their_volumes(name):
    spec = PODS[name]["spec"]
    (container,) = spec["containers"]
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["requests"]
    assert container["resources"]["limits"]["memory"]


def test_probes_ask_what_the_service_answers():
    (container,) = OURS["api"]["spec"]["containers"]
    answered = {getattr(route, "path", None) for route in health.router.routes}
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        assert container[probe]["httpGet"]["path"] in answered
    # A database that is away makes a pod unready; to start it again would not bring it back.
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"


def test_every_secret_that_is_asked_for_is_in_the_example():
    asked = {
        entry["valueFrom"]["secretKeyRef"]["key"]
        for pod in PODS.values()
        for entry in pod["spec"]["containers"][0]["env"]
        if "valueFrom" in entry
    }
    example = (DEPLOY / "kubernetes" / "secrets.env.example").read_text("utf-8")
    assert set(re.findall(r"^(\w+)=$", example, re.MULTILINE)) == asked
    assert "/deploy/kubernetes/secrets.env" in (ROOT / ".gitignore").read_text("utf-8").split()


def test_every_policy_and_service_means_pods_that_there_are():
    labels = [pod["metadata"]["labels"] for pod in PODS.values()]
    for manifest in MANIFESTS:
        selector = manifest.get("spec", {}).get(
            "podSelector" if manifest["kind"] == "NetworkPolicy" else "selector", {}
        )
        wanted = selector.get("matchLabels", selector if manifest["kind"] == "Service" else {})
        assert any(wanted.items() <= own.items() for own in labels), manifest["metadata"]["name"]
    ports = {
        port["port"]
        for manifest in MANIFESTS
        if manifest["kind"] == "NetworkPolicy" and "ingress" in manifest["spec"]
        for rule in manifest["spec"]["ingress"]
        for port in rule["ports"]
    }
    assert ports == {
        port["containerPort"] for pod in PODS.values() for port in pod["spec"]["containers"][0].get("ports", [])
    }
