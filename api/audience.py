"""Whether who asks sees what is private, for routes that want to know no more of him: see api/caller.py."""

from typing import Annotated

from fastapi import Depends

from api.caller import Calling
from search.document import Audience


async def audience_of(caller: Calling) -> Audience:
    """The audience that the caller is."""
    return caller.audience


Asking = Annotated[Audience, Depends(audience_of)]


def sees_private(audience: Audience) -> bool:
    """Whether the catalog may be read with its private images."""
    return audience is Audience.OPERATOR
