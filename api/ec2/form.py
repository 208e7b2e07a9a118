"""EC2's Query protocol, inwards: the parameters of one call, from the URL or from the body.

`Owner.1`, `Owner.2` is a list, `Filter.1.Name` with `Filter.1.Value.2` a list of structures; the numbers order them and
may have gaps. What signs a call is passed over: nothing here checks or believes a signature.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl

from api.ec2.errors import Ec2Error, invalid_value

# EC2 has had no newer version for years, and clients of 2006 may still speak the first one.
FIRST_VERSION = "2006-06-26"
CURRENT_VERSION = "2016-11-15"

MOST_PARAMETERS = 30_000

_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_ACTION = re.compile(r"[A-Za-z0-9]{1,80}\Z")
_SIGNING = re.compile(r"X-Amz-[A-Za-z-]+|AWSAccessKeyId|Signature(?:Method|Version)?|Timestamp|Expires|SecurityToken")
_LIST_ENTRY = re.compile(r"(?P<list>[A-Za-z]+)\.[0-9]{1,6}(?:\.(?:Name|Value\.[0-9]{1,6}))?\Z")


class Form:
    """The parameters of one call. Raises Ec2Error for a call that cannot be one to EC2 at all."""

    def __init__(self, encoded: str) -> None:
        try:
            pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        except ValueError as error:
            raise Ec2Error("MalformedQueryString", "The query string contains too many parameters.") from error
        self._values = {name: value for name, value in pairs if not _SIGNING.fullmatch(name)}
        self.action = self._action()
        self.version = self._version()

    def _action(self) -> str:
        action = self._values.pop("Action", "")
        if not action:
            raise Ec2Error("MissingAction", "The request must contain the parameter Action")
        if not _ACTION.match(action):
            raise Ec2Error("InvalidAction", f"The action {action[:80]} is not valid for this web service.")
        return action

    def _version(self) -> str:
        version = self._values.pop("Version", CURRENT_VERSION)
        if not _VERSION.match(version) or not FIRST_VERSION <= version <= CURRENT_VERSION:
            message = f"The requested version ({version[:40]}) of service AmazonEC2 does not exist"
            raise Ec2Error("NoSuchVersion", message)
        return version

    def allow(self, *, plain: Iterable[str], lists: Iterable[str]) -> None:
        """Raises Ec2Error for a parameter that the action has not: to ignore it would be to answer another question."""
        allowed, allowed_lists = set(plain), set(lists)
        for name in self._values:
            entry = _LIST_ENTRY.match(name)
            if name not in allowed and not (entry and entry["list"] in allowed_lists):
                raise Ec2Error("UnknownParameter", f"The parameter {name[:80]} is not recognized")

    def without(self, *names: str) -> dict[str, str]:
        """Everything that was asked but these parameters, action and version."""
        return {name: value for name, value in self._values.items() if name not in names}

    def text(self, name: str) -> str | None:
        """One value, None where it is not given or empty."""
        return self._values.get(name) or None

    def flag(self, *names: str) -> bool:
        """Whether one of the spellings of a flag is set. Raises Ec2Error for a value that is no boolean."""
        for name in names:
            value = self._values.get(name, "false").lower()
            if value not in ("true", "false", "1", "0"):
                raise invalid_value(name, value, "Expecting true or false.")
            if value in ("true", "1"):
                return True
        return False

    def items(self, name: str) -> Sequence[str]:
        """The values of `name.1`, `name.2` …, by number. Empty ones are none, as botocore never sends them."""
        entry = re.compile(rf"{re.escape(name)}\.([0-9]+)\Z")
        numbered = [(int(found[1]), value) for key, value in self._values.items() if (found := entry.match(key))]
        return [value for _, value in sorted(numbered) if value]

    def filters(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Each filter with its values, by number. Raises Ec2Error for one without a name or without values."""
        values: dict[int, dict[int, str]] = {}
        names: dict[int, str] = {}
        for key, value in self._values.items():
            parts = key.split(".")
            if parts[0] != "Filter":
                continue
            if len(parts) == 3 and parts[2] == "Name":
                names[int(parts[1])] = value
            elif len(parts) == 4:
                values.setdefault(int(parts[1]), {})[int(parts[3])] = value
            else:
                raise Ec2Error("UnknownParameter", f"The parameter {key[:80]} is not recognized")
        for number in sorted(names.keys() | values.keys()):
            if not names.get(number):
                raise Ec2Error("MissingParameter", f"The request must contain the parameter Filter.{number}.Name")
            if number not in values:
                raise Ec2Error("MissingParameter", f"The request must contain the parameter Filter.{number}.Value")
        return [(names[number], [text for _, text in sorted(values[number].items())]) for number in sorted(names)]
