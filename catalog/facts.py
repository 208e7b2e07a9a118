"""What the catalog says of itself.

A catalog is either a demo or real, from its first crawl on, and refuses the other kind: invented images must never
stand among real ones.
"""

from sqlalchemy import delete
from sqlmodel import Session, col

from catalog.dialects import insert_or
from catalog.errors import WrongCatalogError
from catalog.tables import CatalogFact

KIND = "kind"
DEMO = "demo"
REAL = "real"


def read_fact(session: Session, name: str) -> str | None:
    """The value of a fact, None when it was never written."""
    fact = session.get(CatalogFact, name)
    return None if fact is None else fact.value


def write_fact(session: Session, name: str, value: str) -> None:
    """Write a fact over."""
    statement = insert_or(session, CatalogFact).values(name=name, value=value)
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    )


def forget_fact(session: Session, name: str) -> None:
    """Remove a fact, if it was written."""
    session.execute(delete(CatalogFact).where(col(CatalogFact.name) == name))


def is_demo(session: Session) -> bool:
    """Whether the catalog holds demo data."""
    return read_fact(session, KIND) == DEMO


def claim_kind(session: Session, *, demo: bool) -> None:
    """Make a new catalog a demo's or a real one. Raises WrongCatalogError when it is of the other kind."""
    wanted = DEMO if demo else REAL
    found = read_fact(session, KIND)
    if found is None:
        write_fact(session, KIND, wanted)
    elif found != wanted:
        raise WrongCatalogError(
            f"this catalog holds {found} data and takes no {wanted} images; "
            "use another one: set AMIDEX_DATABASE_URL or AMIDEX_DATA_DIR"
        )
