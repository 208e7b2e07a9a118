"""The borders: which files touch the world outside, and which names stay inside a package."""

import ast
import re

from tests.laws.sources import ROOT, imported, modules, tracked, tree

# Patterns of the files that may import each outside system. A line here is a decision: it says who speaks with it.
OUTSIDE = {
    # The demo seeds its own EC2 as a stranger; launch permissions change what is the caller's, and no crawl does.
    "boto3": {"crawler/ec2.py", "cli/demo_server.py", "cli/launch_permissions.py", "cli/account_images.py"},
    "dns": {"api/names.py"},
    "authlib": {"api/openid.py"},
    "joserfc": {"api/openid.py"},
    "limits": {"api/rate_counts.py", "api/rate_limits.py"},
    "tantivy": {f"search/tantivy_{part}.py" for part in ("ids", "index", "names", "queries", "schema", "writer")},
    "meilisearch": {"search/meilisearch*.py"},
    "psycopg": {"catalog/dialects.py", "cli/crawl_queue.py"},  # the queue's library takes psycopg's own errors
    "sqlite3": {"catalog/sqlite_file.py"},
    "procrastinate": {"cli/crawl_queue.py"},
    "apscheduler": {"cli/crawl_clock.py", "cli/crawl_leader.py"},
    "moto": {"cli/demo_server.py", "cli/demo_answers.py", "cli/demo_world.py"},
    "zstandard": {"catalog/packing.py"},
    "uvicorn": {"cli/serve.py", "cli/connections.py"},
    "hcl2": {"trust/lint/readers/hcl.py"},
    "markdown_it": {
        "trust/lint/readers/markdown.py",
        "api/markdown.py",
        "api/pages/markdown.py",
        "api/pages/documents.py",
    },
    "opentelemetry": {"cli/tracing.py", "api/edge.py", "api/services.py"},
    "structlog": {"cli/logs.py", "api/edge.py"},
    "nh3": {"api/markdown.py"},
    "standardwebhooks": {"api/webhook_messages.py"},
    "smtplib": {"api/mail.py"},
    "filelock": {"catalog/dialects.py", "search/generations.py"},
}
# Of the database libraries, what others than catalog/ may name: a session that is handed on, and URLs in settings.
NAMES_FOR_EVERYONE = {"Session", "URL", "make_url"}


def test_each_outside_system_has_its_files():
    for system, allowed in OUTSIDE.items():
        importing = [path for path in modules() if any(name.split(".")[0] == system for name in imported(path))]

        assert [path for path in importing if not any(path.match(pattern) for pattern in allowed)] == [], system


def test_sql_is_spoken_in_the_catalog_only():
    for path in modules():
        if path.parts[0] == "catalog":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"sqlalchemy", "sqlmodel"}:
                assert {alias.name for alias in node.names} <= NAMES_FOR_EVERYONE, path


def test_only_settings_read_the_environment():
    reading = [
        path.as_posix()
        for path in modules()
        if any(
            isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}
            for node in ast.walk(tree(path))
        )
    ]

    assert reading == ["cli/settings.py"]


def test_only_wiring_opens_databases_and_indexes():
    makers = {"Database", "open_index", "load_directory", "Indexer", "Workplace"}
    # Commands make the one workplace that they work in; an adapter of wiring's for other processes does so too.
    for path in modules():
        called = {
            node.func.id
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers
        }
        if path.as_posix() == "cli/wiring.py":
            continue
        assert called <= ({"Workplace"} if path.parts[0] == "cli" else set()), path


def test_no_module_keeps_state_that_changes():
    for path in modules():
        rebinding = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Global)]
        assert rebinding == [], path


def test_no_file_names_a_machine_or_a_registry():
    homes = ("work", "home", "root", "Users")
    paths = re.compile(r"(?<![\w.:/{}$-])/(?:" + "|".join(homes) + r")/\w")
    registries = re.compile("|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs")))

    for path in tracked():
        text = (ROOT / path).read_text("utf-8", errors="replace")
        found = [*paths.findall(text), *registries.findall(text)]
        assert found == [], f"{path}: {found}"
