"""docs/EC2.md names every path, parameter, filter beyond EC2's, hidden field and error that there is."""

import ast
import re
from pathlib import Path

from api.ec2 import describe_images, images_question
from api.ec2.filters import MOST_VALUES
from api.ec2.form import CURRENT_VERSION, FIRST_VERSION
from api.ec2.images_question import OWNER_ALIASES
from api.ec2.policies import BUILT_IN
from api.ec2.views import PUBLISHER_TAG, TRUST_TAG
from api.routes import ec2
from catalog.visibility import CRAWLING_ACCOUNTS_FIELDS
from cli.policy_file import read_policy

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "EC2.md").read_text("utf-8")


def codes_in_the_code():
    """Every code that an Ec2Error is made with."""
    for file in [*(ROOT / "api" / "ec2").glob("*.py"), Path(ec2.__file__)]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Ec2Error":
                (code, *_) = node.args
                assert isinstance(code, ast.Constant), ast.dump(node)
                yield code.value


def test_every_error_is_told():
    told = re.search(r"## Errors(.*?)\n## ", TEXT, re.DOTALL)

    assert told is not None
    assert set(re.findall(r"`([A-Z][A-Za-z.]+)`", told[1])) == set(codes_in_the_code())


def test_every_path_and_policy_is_told():
    paths = set(re.findall(r"^\| `(/ec2[^`]*)` \|", TEXT, re.MULTILINE))
    placed = {getattr(route, "path", "") for route in ec2.router.routes}

    assert paths == {f"/ec2/policies/{name}" for name in BUILT_IN} | {"/ec2", "/ec2/tagged"}
    assert {path.rstrip("/") for path in placed} == {"/ec2", "/ec2/tagged", "/ec2/policies/{name}"}
    assert f"`{TRUST_TAG}`" in TEXT
    assert f"`{PUBLISHER_TAG}`" in TEXT


def test_every_parameter_of_describe_images_is_told():
    for name in images_question.LISTS:
        assert f"`{name}.N`" in TEXT
    for name in set(images_question.PLAIN) - {"dryRun"} | OWNER_ALIASES | {"self"}:
        assert f"`{name}`" in TEXT


def test_limits_versions_and_hidden_fields_are_those_in_the_code():
    assert f"({images_question.SMALLEST_PAGE} to {images_question.LARGEST_PAGE:,})" in TEXT
    assert f"{describe_images.MOST_EXAMINED:,} images" in TEXT
    assert f"At most {MOST_VALUES} values" in TEXT
    assert f"from {FIRST_VERSION} to {CURRENT_VERSION}" in TEXT
    for field in CRAWLING_ACCOUNTS_FIELDS:
        assert f"`{field}`" in TEXT


def test_the_policy_that_is_shown_is_one(tmp_path):
    (shown,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "prod.toml").write_text(shown)

    assert [selector.text for selector in read_policy(tmp_path / "prod.toml").deny] == ["rule:exposure"]
