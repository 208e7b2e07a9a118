"""Finding images in whichever region they are: indexes of images begin with the region (catalog/tables.py)."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, select, union
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session

from catalog.tables import Image, core

IMAGES = core(Image).c


@cache  # to put it together takes longer than to look in each region
def _regions() -> Select[Any]:
    """The catalog's regions, found by stepping from one to the next."""
    regions = select(func.min(IMAGES.region).label("region")).cte("regions", recursive=True)
    beyond = core(Image).alias()
    following = select(func.min(beyond.c.region)).where(beyond.c.region > regions.c.region).scalar_subquery()
    regions = regions.union_all(select(following).where(regions.c.region.is_not(None)))
    return select(regions.c.region).where(regions.c.region.is_not(None))


@cache
def everywhere() -> ColumnElement[bool]:
    """The condition, true of every image, that it is in some region of the catalog's. With it an index that begins with
    the region finds what comes next in it alone.
    """
    return IMAGES.region.in_(_regions())


def of_releases(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on the release of images, as the engine's index of releases finds them."""
    return and_(_InRegionsWhereIndexed(), which)


class _InRegionsWhereIndexed(ColumnElement[bool]):
    """`everywhere` where the index of releases begins with the region, and true elsewhere.

    It is of no type: what SQLAlchemy takes for a value of Boolean's it compares with 1, and no index helps.
    """

    inherit_cache = True


@compiles(_InRegionsWhereIndexed)
def _true(_element: _InRegionsWhereIndexed, _compiler: SQLCompiler, **_arguments: Any) -> str:
    return "true"


@compiles(_InRegionsWhereIndexed, "sqlite")
def _everywhere(_element: _InRegionsWhereIndexed, compiler: SQLCompiler, **arguments: Any) -> str:
    return compiler.process(everywhere(), **arguments)


def release_ids(session: Session, *, batch_size: int, after: str = "") -> Iterator[list[str]]:
    """Every release id of the catalog behind `after`, in order, in batches. Each batch is a query of its own: an index
    makes it cheap, and no cursor is held open while the batch is worked on.
    """
    while batch := list(session.execute(_release_ids(session, after, batch_size)).scalars()):
        yield batch
        after = batch[-1]


def _release_ids(session: Session, after: str, most: int) -> Select[Any] | CompoundSelect[Any]:
    some = select(IMAGES.release_id).where(IMAGES.release_id > after).distinct().order_by(IMAGES.release_id).limit(most)
    if session.get_bind().dialect.name != "sqlite":
        return some
    # The first of each region, of which there is none twice in the union.
    regions = session.execute(_regions()).scalars().all()
    of_each = [select(some.where(IMAGES.region == region).subquery().c.release_id) for region in regions]
    return union(*of_each).order_by("release_id").limit(most) if of_each else some
