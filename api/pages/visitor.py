"""Who reads a page: noted for the page's head, which offers to sign in or leads to the account."""

from fastapi import Request

from api.caller import Caller, Calling


async def note_visitor(request: Request, caller: Calling) -> None:
    """Keep who asks for `visitor_of`. A dependency of every page."""
    request.state.visitor = caller


def visitor_of(request: Request) -> Caller | None:
    """Who reads; None where an error came before anybody asked."""
    visitor: Caller | None = getattr(request.state, "visitor", None)
    return visitor
