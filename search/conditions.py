"""What a condition of the query language (`arch:arm64`) asks of documents."""

from collections.abc import Iterable

from catalog.account_id import is_account_id
from catalog.name_pattern import NamePattern
from catalog.release import is_release_id
from search.matching import AllOf, AnyOf, AtLeast, AtMost, Field, Like, Match, Prefix, Token
from search.moments import Stretch, stretch
from search.ordering import NEVER_SECONDS, oldest_rank_of
from search.query_fields import QueryField
from search.terms import Condition
from trust.levels import TrustLevel

# Fields whose value stands in one field of the documents as it is written.
_FIELD_OF = {
    QueryField.ALIAS: Field.ALIAS,
    QueryField.PUBLISHER: Field.PUBLISHER,
    QueryField.REGION: Field.REGION,
    QueryField.ARCH: Field.ARCHITECTURE,
    QueryField.OS: Field.SYSTEM,
    QueryField.PLATFORM: Field.PLATFORM,
    QueryField.ROOT: Field.ROOT_DEVICE_TYPE,
    QueryField.VIRT: Field.VIRTUALIZATION_TYPE,
    QueryField.BOOT: Field.BOOT_MODE,
    QueryField.IMDS: Field.IMDS,
    QueryField.PURPOSE: Field.PURPOSE,
    QueryField.PRODUCT: Field.PRODUCT,
    QueryField.SSM: Field.SSM,
    QueryField.SOURCE: Field.SOURCE,
    QueryField.FAMILY: Field.FAMILY,
}
# Conditions on these say themselves what is deprecated or gone: what a search leaves out otherwise is then let in.
LIFE_FIELDS = frozenset({QueryField.STATE, QueryField.DEPRECATED, QueryField.ID})


def condition_match(condition: Condition, now: int) -> Match:
    """The condition on documents; `now`, in seconds, is what `now` in it means, and decides what is deprecated."""
    match condition.field:
        case QueryField.NAME:
            return _any(Like(Field.NAME, pattern) for pattern in NamePattern.parse(condition.value).expanded)
        case QueryField.CREATED | QueryField.YEAR:
            return _created(_stretch(condition.value, now))
        case QueryField.DEPRECATED:
            value = {"true": "<=now", "false": ">now"}.get(condition.value, condition.value)
            never = (AtLeast(Field.DEPRECATED, NEVER_SECONDS),) if condition.value == "false" else ()
            return _any([_deprecated(_stretch(value, now)), *never])
        case _:
            return _any(_of_value(condition.field, value, now) for value in condition.value.split(","))


def _of_value(field: QueryField, value: str, now: int) -> Match:
    match field:
        case QueryField.OWNER:
            return Token(Field.OWNER if is_account_id(value) else Field.ALIAS, value)
        case QueryField.TRUST:
            least = TrustLevel(value.removeprefix(">="))
            levels = [level for level in TrustLevel if level == least or (value != least and level.at_least(least))]
            return _any(Token(Field.TRUST, level) for level in levels)
        case QueryField.STATE:
            gone = Token(Field.GONE, "true")
            is_there = Token(Field.GONE, "false")
            states: dict[str, Match] = {
                "gone": gone,
                "available": AllOf((is_there, AtLeast(Field.DEPRECATED, now + 1))),
                "deprecated": AllOf((is_there, AtMost(Field.DEPRECATED, now))),
            }
            return states[value]
        case QueryField.ID:
            return Token(Field.RELEASE if is_release_id(value) else Field.IDENTIFIER, value)
        case _:
            beginning = value.removesuffix("*")
            place = _FIELD_OF[field]
            return Token(place, value) if beginning == value else Prefix(place, beginning)


def _created(times: Stretch) -> Match:
    # A release without a time was made neither before nor after anything: the second 0 stands for it.
    parts: list[Match] = [AtLeast(Field.CREATED, oldest_rank_of(max(1, times.first or 0)))]
    if times.last is not None:
        parts.append(AtMost(Field.CREATED, max(0, oldest_rank_of(max(0, times.last + 1)) - 1)))
    return AllOf(tuple(parts))


def _deprecated(times: Stretch) -> Match:
    parts: list[Match] = [AtMost(Field.DEPRECATED, NEVER_SECONDS - 1 if times.last is None else max(0, times.last))]
    if times.first is not None:
        parts.append(AtLeast(Field.DEPRECATED, max(0, times.first)))
    return AllOf(tuple(parts))


def _stretch(value: str, now: int) -> Stretch:
    times = stretch(value, now)
    if times is None:
        raise ValueError(f"{value!r} is no time: search/query_fields.py should have refused it")
    return times


def _any(parts: Iterable[Match]) -> Match:
    found = tuple(parts)
    return found[0] if len(found) == 1 else AnyOf(found)
