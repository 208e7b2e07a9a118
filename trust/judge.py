"""The verdict on a release: every rule asked, and what they say weighed."""

from catalog.directory import Directory
from trust.facts import ReleaseFacts
from trust.identity import identify
from trust.release import weakest_identity
from trust.verdict import Outcome, Signal, Verdict

# Goes up whenever a rule says anything else of the same facts: verdicts of older versions are judged again.
RULES_VERSION = 1


def judge(facts: ReleaseFacts, directory: Directory) -> Verdict:
    """The verdict. Pure: the same facts and directory always give the same."""
    said = {}
    for image in facts.images:
        attribution = directory.attribute(
            facts.partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
        )
        said[image.owner_alias, id(attribution)] = (image.owner_alias, attribution)
    identity = weakest_identity(identify(alias, attribution) for alias, attribution in said.values())
    evidence = {"sources": [found.source for found in identity.evidence], "publisher": identity.publisher}
    signal = Signal("identity", Outcome.NOTE, identity.reason, evidence)
    return Verdict(identity.level, 50, (signal,), identity.publisher, RULES_VERSION)
