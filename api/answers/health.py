"""The answers of the probes. They are for anybody who can reach the port, so they say what is wrong and not where."""

from typing import Annotated, Literal

from pydantic import Field

from api.answers.common import Answer, Part


class AliveAnswer(Answer):
    """The process answers."""

    status: Literal["ok"]


Component = Literal["catalog", "index"]


class ComponentState(Part):
    """One thing that answers depend on."""

    status: Literal["ok", "error"]
    detail: Annotated[str | None, Field(description="What is wrong and what to do. null: nothing.")]


class ReadyAnswer(Answer):
    """Whether requests can be answered."""

    status: Literal["ok", "error"]
    components: Annotated[
        dict[Component, ComponentState],
        Field(description="Of the catalog: that its schema fits. Of the index: that it can be read."),
    ]


class ServiceAnswer(Answer):
    """What this is, and where to go on."""

    name: str
    version: str
    description: str
    links: dict[str, str]


class ProblemKindAnswer(Answer):
    """What a kind of problem means."""

    type: str
    title: str
    status: int
    advice: Annotated[str, Field(description="What to do about it.")]
