"""Nothing that our sources say of publishers is missing from the directory."""

from pathlib import Path

import pytest
import yaml

FACTS = yaml.safe_load(Path(__file__).with_name("publisher_facts.yaml").read_text("utf-8"))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["name"])
def test_the_directory_holds_everything_that_is_known_of_a_publisher(directory, fact):
    (publisher,) = [found for found in directory.publishers() if found.name == fact["name"]]
    accounts = {(account.partition, account.id) for account in publisher.accounts}
    assert {(account["partition"], account["id"]) for account in fact["accounts"]} <= accounts
    assert set(fact["name_patterns"]) <= {pattern.text for pattern in publisher.name_patterns}
    assert set(fact.get("ssm_parameters", ())) <= set(publisher.ssm_parameters)
    cited = {source for account in publisher.accounts for source in account.sources} | set(publisher.sources)
    assert {source for source in fact["source"] if isinstance(source, str)} <= cited
    # What contradicts itself or warns is kept as such, in how many sentences ever.
    assert bool(fact.get("warnings")) <= bool(publisher.warnings or publisher.conflicts)


def test_the_directory_names_nobody_whom_no_fact_names(directory):
    assert {publisher.name for publisher in directory.publishers()} == {fact["name"] for fact in FACTS}


@pytest.mark.parametrize("slug", ["amazon-linux", "amazon-ecs", "amazon-eks", "bottlerocket"])
def test_who_owns_by_other_accounts_in_opt_in_regions_is_known_there_and_only_there(directory, slug):
    """An account that is theirs in one region says nothing of another."""
    publisher = directory.publisher(slug)
    bound = [account for account in publisher.accounts if account.partition == "aws" and account.regions]
    opt_in = {"af-south-1", "ap-east-1", "eu-south-1", "me-south-1"}
    assert opt_in <= {region for account in bound for region in account.regions}
    for account in bound:
        for region in opt_in | {"us-east-1"}:
            held = directory.attribute("aws", region, account.id)
            others = {other.id for other in bound if region in other.regions}
            assert (held is not None and held.publisher.slug == slug) == (account.id in others), (account.id, region)
