"""Reads JSON values one after the other from a file of any size, and says where a broken one breaks.

Only what the standard decoder needs is held in memory: a window on the file that grows with the value it decodes, up
to a limit. Positions are byte offsets in the (uncompressed) file.
"""

import codecs
import json
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from crawler.errors import DumpError

READ_BYTES = 1 << 20
# An EC2 image document has some 4,000 characters; what is longer than this is something else.
LONGEST_VALUE_CHARACTERS = 64 << 20
_SPACE = " \t\n\r"


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


class JsonStream:
    """A position in a file of JSON text. Raises DumpError wherever the text is not what a call expects."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._json = json.JSONDecoder(parse_constant=_refuse_constant)
        self._window = ""
        self._at = 0  # in the window
        self._window_offset = 0  # in bytes, of the window's start
        self._ended = False

    @property
    def offset(self) -> int:
        """Where the next character stands, in bytes."""
        return self._offset_of(self._at)

    def peek(self) -> str:
        """The next character that is no white space, "" at the end of the file."""
        while True:
            while self._at < len(self._window) and self._window[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._more():
                return ""

    def ahead(self, count: int) -> str:
        """The next characters, at most `count` of them, without passing over them."""
        self.peek()
        while len(self._window) - self._at < count and self._more():
            pass
        return self._window[self._at : self._at + count]

    def skip(self, expected: str) -> None:
        """Pass over one character, which must be the expected one."""
        found = self.peek()
        if found != expected:
            raise self.error(f"expected {expected!r}, found {found!r}" if found else self._truncated())
        self._at += 1

    def value(self) -> Any:
        """The next JSON value."""
        if not self.peek():
            raise self.error(self._truncated())
        while True:
            try:
                found, end = self._json.raw_decode(self._window, self._at)
            except json.JSONDecodeError as error:
                # A value that breaks off may go on beyond the window.
                if not self._more():
                    raise self._broken(error) from error
            except ValueError as error:
                raise self.error(str(error)) from error
            except RecursionError as error:
                raise self.error("values are nested too deeply to be an EC2 answer") from error
            else:
                # A number at the end of the window may go on beyond it: 1 with 1.5, 1e with 1e+9.
                if self._window[end : end + 3].strip(".eE+-") or not self._more():
                    self._at = end
                    return found

    def elements(self) -> Iterator[int]:
        """Walk an array: before each element, its offset is given, and the caller reads it with `value`."""
        self.skip("[")
        if self.peek() == "]":
            self.skip("]")
            return
        while True:
            self.peek()
            yield self.offset
            if self.peek() == "]":
                self.skip("]")
                return
            self.skip(",")

    def members(self) -> Iterator[str]:
        """Walk an object: each name is given, and the caller reads the value that follows."""
        self.skip("{")
        if self.peek() == "}":
            self.skip("}")
            return
        while True:
            name = self.value()
            if not isinstance(name, str):
                raise self.error(f"expected a name in quotes, found {name!r}")
            self.skip(":")
            yield name
            if self.peek() == "}":
                self.skip("}")
                return
            self.skip(",")

    def error(self, reason: str, offset: int | None = None) -> DumpError:
        """The error to raise for something at an offset, by default here."""
        return DumpError(f"at byte {self.offset if offset is None else offset}: {reason}")

    def _broken(self, error: json.JSONDecodeError) -> DumpError:
        # The decoder tells truncation apart only by where it stopped.
        if not self._window[error.pos :].strip() or "Unterminated" in error.msg:
            return self.error(self._truncated(), self._offset_of(len(self._window)))
        return self.error(f"not JSON: {error.msg}", self._offset_of(error.pos))

    @staticmethod
    def _truncated() -> str:
        return "the file ends in the middle: it is truncated"

    def _offset_of(self, position: int) -> int:
        return self._window_offset + len(self._window[:position].encode("utf-8", "surrogatepass"))

    def _more(self) -> bool:
        """Widen the window. False when the file has ended."""
        if self._ended:
            return False
        if len(self._window) - self._at > LONGEST_VALUE_CHARACTERS:
            raise self.error(f"a single value is longer than {LONGEST_VALUE_CHARACTERS} characters")
        self._window_offset = self._offset_of(self._at)
        # At least doubling keeps the decoder from starting over more often than the logarithm of a value's length.
        try:
            content = self._file.read(max(READ_BYTES, len(self._window) - self._at))
        except (OSError, EOFError, zlib.error) as error:  # a disk, or what gzip says of its file
            end = self._offset_of(len(self._window))
            raise self.error(f"the file cannot be read any further ({error}); copy it again", end) from error
        try:
            decoded = self._decode(content, final=not content)
        except UnicodeDecodeError as error:
            end = self._offset_of(len(self._window))
            utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            hint = "; it is UTF-16, as PowerShell writes with `>`: save it as UTF-8" if utf_16 else ""
            raise self.error(f"not UTF-8 text: {error.reason}{hint}", end + error.start) from error
        self._window = self._window[self._at :] + decoded
        self._at = 0
        self._ended = not content
        return True
