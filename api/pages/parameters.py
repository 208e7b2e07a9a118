"""Parameters of pages: read as strictly as the interface's, but what means nothing is no error."""

from typing import Any

from pydantic import model_validator

from api.parameters import Parameters


class PageParameters(Parameters):
    """A form sends empty fields, and other sites add parameters of their own: both mean nothing."""

    @model_validator(mode="before")
    @classmethod
    def _leave_out(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if name in cls.model_fields and value != ""}


class NoPageParameters(PageParameters):
    """For pages that mind none."""
