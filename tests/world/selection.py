"""Which images answer a question, and a page of them: the loop in which all the time goes."""

from collections.abc import Callable, Iterator
from math import gcd

from tests.world.calendar_forms import clock
from tests.world.curiosities import OWN_CURIOSITIES, PARTNER_ACCOUNT
from tests.world.errors import Ec2Error
from tests.world.numbers import mix
from tests.world.population import Document, Population
from tests.world.releases import Release
from tests.world.requests import ImagesQuestion
from tests.world.timeline import Standing

_SHARED_WITH_PARTNER = OWN_CURIOSITIES[1]

# Whether a release, as it stands, answers the question.
_Test = Callable[[Release, Standing], bool]


def shuffled_slots(slots: int, order: int) -> tuple[int, int]:
    """(first, step) of a walk over all `slots` that visits each once; another walk for another `order`.

    EC2 promises no order, so no two passes get the same one.
    """
    random = mix(order + 1, 0x0DDE4)
    step = random % slots | 1
    while gcd(step, slots) != 1:
        step += 2
    return random >> 40, step


class Selection:
    """The images that answer one question at one tick."""

    def __init__(self, population: Population, question: ImagesQuestion, tick: int, order: int) -> None:
        self._population = population
        self._question = question
        self._tick = tick
        self._now = clock(tick)
        self.slots = population.slots(tick)
        self._first, self._step = shuffled_slots(self.slots, order)
        self._tests = tuple(self._make_tests())
        self._amazon_only = question.owners == ("amazon",)

    def _make_tests(self) -> Iterator[_Test]:
        question = self._question
        if question.executable_by:
            users = question.executable_by
            yield (
                lambda release, standing: (
                    ("all" in users and standing.public)
                    or ("self" in users and standing.shared)
                    or (PARTNER_ACCOUNT.decode() in users and release is _SHARED_WITH_PARTNER)
                )
            )
        if question.owners:
            owners = frozenset(owner.encode() for owner in question.owners)
            owner_of = self._population.owner
            yield lambda release, _: release.alias in owners or owner_of(release) in owners
        if not question.include_disabled:
            yield lambda release, _: release.state != b"disabled"

    def item(self, slot: int) -> Document | None:
        """The document of the image in a slot, or None when it does not answer the question."""
        population, tick = self._population, self._tick
        if self._amazon_only and not population.may_be_amazon(slot):
            return None
        random = population.random(slot)
        standing = population.standing(slot, tick, random)
        if standing is None or not (standing.public or standing.shared or standing.own):
            return None
        release = population.release(slot)
        for test in self._tests:
            if not test(release, standing):
                return None
        if not (self._question.include_deprecated or standing.own):
            deprecation = population.deprecation(release, standing, random)
            if deprecation and deprecation <= self._now:
                return None
        document = population.document(slot, tick, random, release, standing)
        if self._question.matchers:
            whole = b"".join(document)
            if not all(matches(whole) for matches in self._question.matchers):
                return None
        return document

    def page(self, position: int, most: int) -> tuple[list[Document], int | None]:
        """At most `most` documents from a position of the walk, and the position to go on from (None at the end)."""
        items: list[Document] = []
        slots, first, step, item = self.slots, self._first, self._step, self.item
        while position < slots:
            if len(items) == most:
                return items, position
            document = item((first + position * step) % slots)
            position += 1
            if document is not None:
                items.append(document)
        return items, None

    def before(self, position: int, count: int) -> list[Document]:
        """The last `count` documents of the walk before a position, in their order."""
        items: list[Document] = []
        while position and len(items) < count:
            position -= 1
            document = self.item((self._first + position * self._step) % self.slots)
            if document is not None:
                items.append(document)
        return items[::-1]

    def by_ids(self) -> list[Document]:
        """The documents of the images asked for by id. Raises Ec2Error naming those he cannot see."""
        population, tick = self._population, self._tick
        items: list[Document] = []
        missing = []
        for image_id in self._question.image_ids:
            slot = population.slot_of(image_id.encode(), tick)
            standing = population.standing(slot, tick, population.random(slot)) if slot is not None else None
            if slot is None or standing is None:
                if slot is None or not population.deregistered_lately(slot, tick):
                    missing.append(image_id)
            elif not standing.visible:
                missing.append(image_id)
            elif (document := self.item(slot)) is not None:
                items.append(document)
        if missing:
            several = len(missing) > 1
            ids = ", ".join(missing)
            message = f"The image ids '[{ids}]' do not exist" if several else f"The image id '[{ids}]' does not exist"
            raise Ec2Error(400, "InvalidAMIID.NotFound", message)
        return items
