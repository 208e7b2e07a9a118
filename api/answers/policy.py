"""The answer that is a policy in EC2's own words."""

from typing import Annotated, Any

from pydantic import Field

from api.answers.common import Answer


class AllowedAmisAnswer(Answer):
    """The criteria of EC2's Allowed AMIs for one region."""

    region: str
    image_criteria: Annotated[
        list[dict[str, Any]],
        Field(description="ImageCriteria as ReplaceImageCriteriaInAllowedImagesSettings takes it."),
    ]
    notes: Annotated[list[str], Field(description="What of the policy EC2 cannot hold, and what it allows beyond it.")]
