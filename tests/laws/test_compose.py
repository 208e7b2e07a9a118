"""No Docker engine runs in the tests: they hold docker-compose.yml, Dockerfile and .env.example to the code instead."""

import re
from pathlib import Path

import pytest
import yaml

from cli.settings import Settings
from search.meilisearch_index import MeilisearchIndex
from search.opening import open_index
from tests.laws.deployment import is_command, settings_in

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
DATA_DIRECTORY = "/var/lib/amidex"


def test_the_services_are_those_of_a_set_up_that_has_outgrown_one_process():
    assert set(SERVICES) == {"database", "search", "migrate", "api", "worker"}
    assert set(OURS) == {"migrate", "api", "worker"}


@pytest.mark.parametrize("service", OURS)
def test_every_command_is_one_that_amidex_has(service):
    assert is_command(OURS[service]["command"])
    assert 'ENTRYPOINT ["amidex"]' in DOCKERFILE


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_a_setting_and_makes_settings(service, monkeypatch):
    environment = OURS[service]["environment"]
    assert settings_in(environment) <= set(Settings.model_fields)
    for name, value in environment.items():
        monkeypatch.setenv(name, re.sub(r"\$\{[^}]*\}", "0123456789abcdef", value))
    settings = Settings()
    assert settings.database_url == "postgresql://amidex:0123456789abcdef@database:5432/amidex"
    assert settings.search_url is not None
    assert isinstance(open_index(settings.search_url), MeilisearchIndex)
    assert settings.search_url == "meilisearch://search:7700/amidex"


def test_the_image_sets_settings_that_exist():
    assert settings_in(re.findall(r"\b(AMIDEX_\w+)=", DOCKERFILE)) == {"data_dir", "host", "port"}
    assert f"AMIDEX_DATA_DIR={DATA_DIRECTORY} " in DOCKERFILE


def test_what_compose_takes_from_the_environment_is_in_the_example_and_nothing_else_is():
    asked = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert len(re.findall(r"\$\{", TEXT)) == len(re.findall(r"\$\{\w+:\?", TEXT)), "an unset secret must stop compose"
    example = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^(\w+)=$", example, re.MULTILINE)) == asked
    assert "/.env" in (ROOT / ".gitignore").read_text("utf-8").split()


def test_ports_paths_stages_and_names_agree():
    assert "EXPOSE 8000" in DOCKERFILE
    assert "AMIDEX_PORT=8000" in DOCKERFILE
    assert SERVICES["api"]["ports"] == ["127.0.0.1:8000-8009:8000"]
    assert "http://127.0.0.1:8000/healthz" in SERVICES["api"]["healthcheck"]["test"][-1]
    for service in OURS.values():
        assert service["volumes"] == [f"data:{DATA_DIRECTORY}"]
        assert f" AS {service['build']['target']}\n" in DOCKERFILE
    for service in SERVICES.values():
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(COMPOSE["volumes"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", {})) <= set(SERVICES)


def test_nothing_of_ours_runs_as_root_and_nothing_writes_to_its_image_or_keeps_capabilities():
    assert DOCKERFILE.rindex("USER amidex") > DOCKERFILE.rindex("FROM ")
    assert SERVICES["database"]["user"] == "postgres"
    for service in SERVICES.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "user" not in service or service["user"] != "root"


def test_images_are_pinned_and_libraries_come_by_their_hashes():
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    for image in (*bases, *(service["image"] for service in SERVICES.values() if "build" not in service)):
        assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+[\w.-]*", image)
    assert "--require-hashes -r requirements.lock" in DOCKERFILE


def test_the_builder_is_sent_all_that_the_dockerfile_copies():
    sent = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    copied = {source for line in lines for source in line.split()}
    assert sent == copied
    assert all((ROOT / source).exists() for source in copied)
