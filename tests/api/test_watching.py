"""The dashboard and the alert rules ask for metrics that exist, with labels that they have."""

import json
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
import typer
import yaml
from prometheus_client.parser import text_string_to_metric_families as families
from typer.core import TyperGroup

from catalog.crawl_requests import request_crawl
from catalog.queue_tables import upgrade_queue
from catalog.scopes import Scope
from cli.main import app
from tests.api.conftest import IRELAND, NOW, TOKEN, Client
from tests.laws.sources import ROOT

DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "amidex.json").read_text("utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
PANELS = {panel["title"]: [target["expr"] for target in panel["targets"]] for panel in DASHBOARD["panels"]}
QUERIES = {
    **{f"panel {title}": expressions for title, expressions in PANELS.items()},
    **{f"alert {rule['alert']}": [rule["expr"]] for rule in RULES},
    "the choice of instances": [DASHBOARD["templating"]["list"][1]["query"]],
}
# What Prometheus adds to whatever it scrapes.
ADDED_LABELS = {"instance", "job"}
SELECTOR = re.compile(r"\b(amidex_\w+|up)(?:\{([^}]*)\})?")
GROUPING = re.compile(r"\bby \(([^)]*)\)")


@pytest.fixture(scope="module")
def existing(copies, tmp_path_factory, world):
    """The labels of each sample that a service on PostgreSQL tells its operator."""
    with copies("postgresql").copy() as database:
        upgrade_queue(database)
        with database.write() as session:
            request_crawl(session, regions=[IRELAND], scopes=[Scope.ALL], requested_at=NOW)
        found = {"up": set()}
        for services in (
            world.services(operator_token=TOKEN),
            replace(world.services(operator_token=TOKEN), database=database),
        ):
            client = Client(services, {"Authorization": f"Bearer {TOKEN}"})
            client.ask("/v1/search")
            for family in families(client.ask("/metrics").text):
                for sample in family.samples:
                    found.setdefault(sample.name, set()).update(sample.labels)
        yield found


@pytest.mark.parametrize("where", QUERIES)
def test_every_query_is_of_metrics_and_labels_that_exist(where, existing):
    for expression in QUERIES[where]:
        assert expression.count("(") == expression.count(")"), expression
        selectors = SELECTOR.findall(expression)
        assert selectors, expression
        known = set(ADDED_LABELS)
        for name, matchers in selectors:
            assert name in existing, expression
            labels = set(re.findall(r"(\w+)\s*[=!]~?\s*\"", matchers))
            assert labels <= existing[name] | ADDED_LABELS, expression
            known |= existing[name]
        for grouping in GROUPING.findall(expression):
            assert {label.strip() for label in grouping.split(",")} <= known, expression


def test_a_metric_that_does_not_exist_would_be_noticed(existing):
    assert "amidex_no_such_metric" not in existing
    assert existing["amidex_http_requests_total"] == {"method", "route", "status"}


def test_the_dashboard_shows_every_metric(existing):
    shown = {name for expressions in PANELS.values() for text in expressions for name, _ in SELECTOR.findall(text)}
    plain = {re.sub(r"_(bucket|sum|count|created|total)$", "", name) for name in existing if name.startswith("amidex")}
    assert plain <= {re.sub(r"_(bucket|total)$", "", name) for name in shown}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_is_wrong_and_what_to_do_with_commands_that_exist(rule, existing):
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert set(rule["annotations"]) == {"summary", "action"}
    named = set().union(*(existing[name] for name, _ in SELECTOR.findall(rule["expr"]))) | ADDED_LABELS
    assert set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"])) <= named
    for words in re.findall(r"`amidex ([^`]+)`", rule["annotations"]["action"]):
        command = typer.main.get_command(app)
        for word in words.split():
            if isinstance(command, TyperGroup):
                command = command.commands[word]
            elif word.startswith("--"):
                assert any(word in option.opts for option in command.params), words


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed: apt install prometheus")
def test_each_alert_fires_for_its_trouble_and_none_while_all_is_well(tmp_path):
    shutil.copy(ROOT / "deploy" / "prometheus" / "alerts.yml", tmp_path)
    shutil.copy(ROOT / "tests" / "api" / "alerts.yml", tmp_path / "test.yml")
    for command in (("check", "rules", "alerts.yml"), ("test", "rules", "test.yml")):
        checked = subprocess.run(
            ["promtool", *command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_alert_has_a_trouble_that_it_fires_for():
    tried = re.findall(r'labels: \'{alertname="(\w+)"}\'', (ROOT / "tests" / "api" / "alerts.yml").read_text("utf-8"))
    assert sorted(tried) == sorted(rule["alert"] for rule in RULES)
