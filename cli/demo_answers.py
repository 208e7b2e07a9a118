"""How the demo's moto answers DescribeImages: the very bytes of moto's own answer, for less work.

moto looks for each of some fifty members of an image under up to ten spellings, works the spellings out anew for every
image, and so renders one region (1,300 images) in more than a second of CPU, again for every scope: two minutes for
three scopes of 38 regions. Two things are remembered here:

- the spellings of a member, which depend on the class of the object and on its place in the answer alone;
- the rendered answers. Where nothing is shared in private all three scopes show the same images, hence the same bytes.

It refuses to know what an image is: anything but DescribeImages is moto's, and any request that may write makes it
forget every answer. One call is added: GetAllowedImagesSettings, which moto does not know (it answers 500 and a
page of HTML, over which botocore stumbles).
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.core.constants import MISSING
from moto.core.responses import ActionContext, ActionResult
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.core.utils import get_value
from moto.ec2.responses import EC2Response

# A crawl leaves one to three answers of 1.2 MB a region; more than these come from somebody trying out filters.
REMEMBERED_ANSWERS_AT_MOST = 128


class RememberingPicker(XFormedAttributePicker):
    """The attribute picker of moto, working out once for each class and place where a value may be found."""

    def __init__(self, response_transformers: dict[str, Callable[[Any], Any]]) -> None:
        super().__init__(response_transformers=response_transformers)
        self._spellings: dict[tuple[type[Any], str, str], tuple[str, ...]] = {}
        self._transforms: dict[tuple[str, str], Callable[[Any], Any] | None] = {}

    def __call__(self, context: AttributePickerContext) -> Any:
        obj = context.obj
        spellings_key = (type(obj), context.key_path, context.key)
        spellings = self._spellings.get(spellings_key)
        if spellings is None:
            spellings = self._spellings[spellings_key] = tuple(dict.fromkeys(self.get_possible_keys(context)))
        # What get_value does to an object that is no mapping, after three more calls.
        look_up: Callable[[Any, str, Any], Any] = get_value if hasattr(obj, "__getitem__") else getattr
        value = None
        for spelling in spellings:
            found = look_up(obj, spelling, MISSING)
            if found is not MISSING:
                value = found
                break
        transform = self._transform(context.key_path, context.key)
        return value if transform is None else transform(value)

    def _transform(self, key_path: str, key: str) -> Callable[[Any], Any] | None:
        if (key_path, key) not in self._transforms:
            path = f"{key_path}.{key}"
            self._transforms[key_path, key] = next(
                (transform for ending, transform in self.response_transformers.items() if path.endswith(ending)), None
            )
        return self._transforms[key_path, key]


class AnswerMemory:
    """Rendered DescribeImages answers, by region and the images in them, until something may have been written.

    Rendering holds the lock: it is bound by the CPU, so one region after the other gives the first answer soonest, and
    the three scopes of a region that are asked for at once are rendered once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._writes = 0
        self._bodies: dict[tuple[int, str, tuple[str, ...]], str | bytes] = {}
        self._picker = RememberingPicker(EC2Response.RESPONSE_KEY_PATH_TO_TRANSFORMER)

    @property
    def writes(self) -> int:
        """How many requests that may have written were answered: to be read before the images are listed."""
        return self._writes

    def forget(self) -> None:
        with self._lock:
            self._writes += 1
            self._bodies.clear()

    def render(self, images: list[Any], *, region: str, writes: int, context: ActionContext) -> str | bytes:
        """The XML of `images` as they are listed. An answer listed before the last write is not kept."""
        key = (writes, region, tuple(image.id for image in images))
        with self._lock:
            if key not in self._bodies:
                serializer = context.serializer_class(
                    operation_model=context.operation_model, value_picker=self._picker
                )
                body = serializer.serialize({"Images": images})["body"]
                if writes != self._writes or len(self._bodies) >= REMEMBERED_ANSWERS_AT_MOST:
                    return body
                self._bodies[key] = body
            return self._bodies[key]


class _DescribedImages(ActionResult):
    def __init__(self, images: list[Any], memory: AnswerMemory, writes: int) -> None:
        super().__init__({"Images": images})
        self._images = images
        self._memory = memory
        self._writes = writes

    def execute_result(self, context: ActionContext) -> TYPE_RESPONSE:
        region = context.response.region
        body = self._memory.render(self._images, region=region, writes=self._writes, context=context)
        return 200, {"Content-Type": context.serializer_class.CONTENT_TYPE}, body


def remembering_ec2_response(memory: AnswerMemory) -> type[EC2Response]:
    """The EC2 of moto, with DescribeImages answered through `memory`."""

    class RememberingEC2Response(EC2Response):
        def describe_images(self) -> ActionResult:
            # Read before the images are listed: a write in between must not leave its predecessor's answer behind.
            writes = memory.writes
            described: Any = super().describe_images().result
            return _DescribedImages(described["Images"], memory, writes)

        def get_allowed_images_settings(self) -> ActionResult:
            """What EC2 answers an account that never enabled Allowed AMIs."""
            return ActionResult({"State": "disabled", "ImageCriteria": [], "ManagedBy": "account"})

        def call_action(self) -> TYPE_RESPONSE:
            try:
                return super().call_action()
            finally:
                if not self._get_action().startswith(("Describe", "Get")):
                    memory.forget()

    return RememberingEC2Response
