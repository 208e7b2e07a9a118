"""A known publisher's family name, or one that a person or a wildcard would take for it, from someone else's account.

The rule that matters most. Copies that say so and builds that name themselves are not attacks: derivative.py tells of
them, and this rule stays milder where the name is nevertheless the publisher's own.
"""

from collections.abc import Mapping
from typing import Any

from trust.case import Case
from trust.names.likeness import Likeness, Manner
from trust.names.lookups import is_of_directory
from trust.verdict import Outcome, Signal

NAME = "name-confusion"
OUTCOMES = frozenset({Outcome.CAUTION, Outcome.DANGER})
OF_STRANGERS = True

_NOT_THEIRS = "no source we hold ties this account to them"


def find(case: Case) -> tuple[Signal, ...]:
    """One signal at most: the strongest reason there is to take the image for a publisher's."""
    like = case.likeness
    exact = next(
        (
            found
            for found in case.lookups
            if is_of_directory(case.directory, found) and not (case.own_slugs and found.publisher in case.own_slugs)
        ),
        None,
    )
    if like is not None and like.manner is Manner.SPELLING:
        return (_spelling(like),)
    if exact is not None:
        publisher = case.directory.publisher(exact.publisher)
        title = publisher.name if publisher else exact.publisher
        evidence = {"publisher": exact.publisher, "pattern": exact.filter, "manner": "exact"}
        reason = f"The name is one of {title}'s ({exact.filter}), but {_NOT_THEIRS}"
        mild = like is not None and like.manner is Manner.MENTION
        return (_weighed(case, frozenset({exact.publisher}), reason, evidence, mild=mild),)
    if like is None or like.manner is Manner.MENTION:
        return ()
    return _like(case, like)


def _spelling(like: Likeness) -> Signal:
    """A name that is altered is no copy's: a copy keeps its name."""
    altered = ", ".join(sorted({f"“{written}”" for written, _ in like.altered}))
    reason = f"The name reads like {like.brand.title} but writes {altered}, and {_NOT_THEIRS}."
    return Signal(NAME, Outcome.DANGER, reason, _evidence(like), "Amidex directory")


def _like(case: Case, like: Likeness) -> tuple[Signal, ...]:
    if like.manner is Manner.WRITING:
        reason = f"The name is made of {like.brand.title}'s own words and nothing else, but {_NOT_THEIRS}"
        return (_weighed(case, like.brand.slugs, reason, _evidence(like), mild=False),)
    if like.manner is Manner.EXTENSION:
        reason = f"The name is one of {like.brand.title} with words added, but {_NOT_THEIRS}"
        return (_weighed(case, like.brand.slugs, reason, _evidence(like), mild=like.says_own_build),)
    if like.says_own_build:
        return ()
    reason = f"The name holds a whole one of {like.brand.title} behind other words, but {_NOT_THEIRS}"
    return (_weighed(case, like.brand.slugs, reason, _evidence(like), mild=False),)


def _weighed(case: Case, slugs: frozenset[str], reason: str, evidence: Mapping[str, Any], *, mild: bool) -> Signal:
    """Danger, unless the image says what it is, or the publisher may own images by an account nobody wrote down."""
    if case.says_copy:
        return _signal(Outcome.CAUTION, f"{reason}; it says that it is a copy.", evidence)
    if case.says_own_build:
        return _signal(Outcome.CAUTION, f"{reason}; it says that it is a build of its owner's own.", evidence)
    if mild:
        return _signal(Outcome.CAUTION, f"{reason}; words of its own tell it apart.", evidence)
    if case.lost_by(slugs):
        return _signal(Outcome.CAUTION, f"{reason} any more: they lost it.", evidence)
    if not case.reaches(slugs):
        return _signal(Outcome.CAUTION, f"{reason}, nor any account in this place.", evidence)
    return _signal(Outcome.DANGER, f"{reason}.", evidence)


def _signal(outcome: Outcome, reason: str, evidence: Mapping[str, Any]) -> Signal:
    return Signal(NAME, outcome, reason, evidence, "Amidex directory")


def _evidence(like: Likeness) -> Mapping[str, Any]:
    return {
        "publishers": sorted(like.brand.slugs),
        "manner": like.manner.value,
        "altered": [{"written": written, "reads": reads} for written, reads in like.altered],
    }
