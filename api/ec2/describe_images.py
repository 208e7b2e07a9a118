"""DescribeImages: the images that answer a question, a batch at a time, so that no answer is ever whole in memory.

Each batch is read in a transaction of its own: a client who reads slowly must hold nothing up. An image that a crawl
adds or takes meanwhile may be in the answer or not, as with EC2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from sqlmodel import Session

from api.cursors import LONGEST_CURSOR_CHARACTERS, Listing
from api.ec2.asker import Asker
from api.ec2.errors import invalid_value, malformed_image, unknown_images
from api.ec2.images_question import ImagesQuestion
from api.ec2.views import View, verdicts
from api.ec2.xml import image_writer
from api.errors import CursorError
from api.services import Services
from catalog.document import unpack
from catalog.ec2_images import (
    DescribedImage,
    ImagesWanted,
    Position,
    described,
    images_with_ids,
    owners_in_region,
    positions,
)
from catalog.image_id import is_image_id
from catalog.verdicts import Told
from catalog.visibility import public_fields

IMAGES_A_BATCH = 500
# A page looks at so many images at most. It may then be shorter than asked for, and empty even, with a token to go on
# by: EC2 promises no more, and its clients know it.
MOST_EXAMINED = 20_000
SMALLEST_BATCH = 100

_POSITION: TypeAdapter[tuple[str, int]] = TypeAdapter(
    tuple[Annotated[str, Field(pattern=r"^[0-9]{12}$")], Annotated[int, Field(ge=0, lt=2**63)]]
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The images found in one go, by their place, which rises, and where to go on; None: that was all."""

    found: list[tuple[Position, dict[str, Any]]]
    position: Position | None


@dataclass(frozen=True)
class ImagesAnswer:
    """The answer to one question about one region, as a path shows it."""

    services: Services
    question: ImagesQuestion
    region: str
    view: View
    asker: Asker
    listing: Listing

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The XML between the request id and the end, and with each piece whether it is the last.

        Raises Ec2Error and CatalogError: what is wrong with a question, before the first piece.
        """
        if self.question.most is not None:
            yield self._page(self.question.most), True
            return
        write = image_writer()
        begun = False
        position = self._start
        while True:
            batch = self._batch(position, IMAGES_A_BATCH)
            items = "".join([f"<item>{write(shown)}</item>" for _, shown in batch.found])
            position = batch.position
            yield f"{'' if begun else '<imagesSet>'}{items}{'' if position else '</imagesSet>'}", position is None
            begun = True
            if position is None:
                return

    def _page(self, most: int) -> str:
        write = image_writer()
        found: list[tuple[Position, dict[str, Any]]] = []
        position = self._start
        size = max(SMALLEST_BATCH, most)
        examined = 0
        while True:
            batch = self._batch(position, size)
            found += batch.found
            position = batch.position
            examined += size
            if position is None or len(found) >= most or examined >= MOST_EXAMINED:
                break
            size = min(2 * size, 2 * IMAGES_A_BATCH)
        if len(found) > most:
            position = found[most - 1][0]
        token = f"<nextToken>{self.listing.cursor(list(position))}</nextToken>" if position else ""
        items = "".join([f"<item>{write(shown)}</item>" for _, shown in found[:most]])
        return f"<imagesSet>{items}</imagesSet>{token}"

    @cached_property
    def _start(self) -> Position | None:
        token = self.question.token
        if token is None:
            return None
        try:
            return Position(*self.listing.position(token[:LONGEST_CURSOR_CHARACTERS], _POSITION))
        except CursorError as error:
            expectation = "It is not the token of a page of this very request."
            raise invalid_value("nextToken", token, expectation) from error

    def _batch(self, after: Position | None, size: int) -> Batch:
        if not (self.question.shows_public or self.question.shows_private):
            return Batch([], None)
        with self.services.database.read() as session:
            wanted = self._wanted(session)
            image_ids = self._image_ids
            if image_ids is not None:
                return Batch(self._with_ids(session, wanted, image_ids, after), None)
            places = self._places(session, wanted, after, size)
            images = described(session, wanted, [place.id for place in places])
            shown = self._shown(session, list(images.values()))
        found = [
            (place, shown[place.id])
            for place in places
            if place.id in shown and self.question.filters.fit(shown[place.id])
        ]
        return Batch(found, places[-1] if len(places) == size else None)

    def _places(self, session: Session, wanted: ImagesWanted, after: Position | None, size: int) -> list[Position]:
        # Names are in no order that helps: without an owner, any name is looked for in the whole region.
        if after is None and wanted.owners is None and wanted.names:
            return self.services.two_halves.positions(session, self.services.database, wanted, size)
        return positions(session, wanted, after, size)

    @cached_property
    def _image_ids(self) -> tuple[str, ...] | None:
        """The only images that can be in the answer, None where the question names none."""
        if self.question.image_ids:
            return tuple(self.question.image_ids)
        named = self.question.filters.exactly("image-id")
        return None if named is None else tuple(sorted(named))

    def _with_ids(
        self, session: Session, wanted: ImagesWanted, image_ids: tuple[str, ...], after: Position | None
    ) -> list[tuple[Position, dict[str, Any]]]:
        images = images_with_ids(session, self.region, image_ids, with_private=self.asker.sees_private)
        shown = self._shown(session, list(images.values()))
        self._refuse_unknown({image_id for image_id, image in images.items() if image.id in shown})
        found = [
            (Position(image.owner_id, image.id), shown[image.id])
            for image in images.values()
            if image.id in shown and _answers(image, wanted) and self.question.filters.fit(shown[image.id])
        ]
        return sorted((one for one in found if after is None or one[0] > after), key=lambda one: one[0])

    def _refuse_unknown(self, known: set[str]) -> None:
        """Raises Ec2Error when an id that was asked for is of no image that is here to see."""
        missing = [image_id for image_id in self.question.image_ids if image_id not in known]
        for image_id in missing:
            if not is_image_id(image_id):
                raise malformed_image(image_id)
        if missing:
            raise unknown_images(missing)

    def _wanted(self, session: Session) -> ImagesWanted:
        filters = self.question.filters
        return ImagesWanted(
            self.region,
            at=self.services.clock(),
            owners=self._owners(session),
            names=filters.names,
            columns=filters.columns,
            include_deprecated=self.question.include_deprecated,
            include_disabled=self.question.include_disabled,
            public=self.question.shows_public,
            private=self.question.shows_private,
        )

    def _owners(self, session: Session) -> list[str] | None:
        """The owners that can have an image in the answer, None where nothing binds them."""
        filters = self.question.filters
        bindings = (
            self.question.owners,
            filters.exactly("owner-id"),
            filters.exactly("owner-alias"),
            self.view.owners,
        )
        bound = [
            set(owners_in_region(session, self.region, names, with_private=self.asker.sees_private))
            for names in bindings
            if names is not None
        ]
        return sorted(set.intersection(*bound)) if bound else None

    def _shown(self, session: Session, images: list[DescribedImage]) -> dict[int, dict[str, Any]]:
        """The documents to show, by row, without those that the path does not show."""
        documents = {image.id: _document(image) for image in images}
        if not self.view.judges:
            return documents
        told = verdicts(session, images, with_private=self.asker.sees_private)
        now = self.services.clock()
        return {
            image.id: documents[image.id] | _tag_field(self.view, told.get(image.release_id))
            for image in images
            if self.view.lets_through(image, documents[image.id], told.get(image.release_id), now)
        }


def _document(image: DescribedImage) -> dict[str, Any]:
    """What EC2 said of an image, to everybody. An alias that it left out this time is put back."""
    document = public_fields(unpack(image.document))
    if image.owner_alias is not None:
        document["ImageOwnerAlias"] = image.owner_alias
    return document


def _tag_field(view: View, told: Told | None) -> dict[str, Any]:
    tags = view.tags(told)
    return {"Tags": tags} if tags else {}


def _answers(image: DescribedImage, wanted: ImagesWanted) -> bool:
    """Whether an image that was asked for by id fits what else was asked, filters aside."""
    return (
        (wanted.private if image.private else wanted.public)
        and (wanted.owners is None or image.owner_id in wanted.owners)
        and (wanted.include_deprecated or image.deprecated_at is None or image.deprecated_at > wanted.at)
        and (wanted.include_disabled or image.state != "disabled")
    )
