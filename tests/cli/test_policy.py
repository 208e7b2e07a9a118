"""`amidex policy`: what it prints, EC2's tools take as it is."""

from tests.cli.running import amidex


def test_the_policy_is_printed_for_ec2s_own_tools_and_the_notes_beside_it(read_environment):
    finished = amidex(
        *("policy", "--region", "eu-west-1", "--max-age", "365d", "--no-deprecated", "--deny", "publisher:debian"),
        environment=read_environment,
    )

    assert finished.exit_code == 0
    (criterion,) = finished.json["ImageCriteria"]
    assert set(criterion) == {"ImageProviders", "CreationDateCondition", "DeprecationTimeCondition"}
    assert "099720109477" in criterion["ImageProviders"]
    assert "publisher:debian is left out" in finished.said


def test_a_level_that_ec2_cannot_hold_is_refused(read_environment):
    finished = amidex("policy", "--region", "eu-west-1", "--at-least", "suspicious", environment=read_environment)

    assert finished.exit_code == 2
    assert "at_least" in finished.said or "verified" in finished.said
