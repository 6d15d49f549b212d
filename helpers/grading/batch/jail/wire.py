"""Values as JSON and back: numbers, text, containers, arrays. No pickle, no classes, no surprises.

A value is itself where JSON has it, else an object with one name: ``{"tuple": […]}``, ``{"array": […]}``.
What has no form of its own arrives as a `strangers.Stranger`: it has its type's name, and equals nothing.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from helpers.grading.batch.jail.strangers import NAME as _NAME
from helpers.grading.batch.jail.strangers import clean, stranger

LINE = 16 << 20  # bytes of one message
ITEMS = 200_000  # of all containers of a value together
NUMBERS = 1_000_000  # of all its arrays together
TEXT = 100_000  # characters of all its texts together
DEPTH = 8
_DIGITS = 320  # of a whole number: more is no float
_KINDS = {"b": "b1", "i": "i8", "u": "i8", "f": "f8", "c": "c16"}
_DTYPES = {"b1": np.dtype(np.bool_), "i8": np.dtype("<i8"), "f8": np.dtype("<f8"), "c16": np.dtype("<c16")}
_NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}

Describe = Callable[[Any], Any]  # plain data for a value that is not, or None
StandIn = Callable[[Any], Any]  # from those data, something the judges can read, or None


class BadMessage(ValueError):  # noqa: N818 - what it is
    """What came is not what the protocol allows."""


def encode(value: Any, describe: Describe | None = None) -> Any:
    """The value as JSON data; of one that is too large only what it was. May run the value's own methods."""
    try:
        return _Encoder(describe).encode(value, 0)
    except _TooLarge as error:
        return {"too_large": str(error)}


class _TooLarge(Exception):  # noqa: N818
    pass


class _Encoder:
    def __init__(self, describe: Describe | None) -> None:
        self._describe = describe
        self._left = {"items": ITEMS, "numbers": NUMBERS, "characters": TEXT}

    def encode(self, value: Any, depth: int) -> Any:
        if value is None or value is Ellipsis:
            return value and {"gap": True}
        if isinstance(value, (str, np.str_)):
            return self._spent("characters", len(value), "text") and str.__str__(value)
        if isinstance(value, (bool, np.bool_)):
            return bool(value)
        if isinstance(value, (int, np.integer)):
            return _whole(int(value))
        if isinstance(value, (float, np.floating, Decimal, Fraction)):
            number = float(value)
            return number if math.isfinite(number) else {"float": repr(number)}
        if isinstance(value, (complex, np.complexfloating)):
            return {"complex": [self.encode(part, depth) for part in (value.real, value.imag)]}
        if isinstance(value, np.random.Generator):
            return {"generator": json.dumps(value.bit_generator.state)}
        return self._container(value, depth)

    def _container(self, value: Any, depth: int) -> Any:
        kind = type(value).__name__
        if depth >= DEPTH:
            raise _TooLarge(f"{kind} nested deeper than {DEPTH}")
        if type(value) is np.ndarray and value.dtype.kind in _KINDS:
            return self._array(value)
        if isinstance(value, (list, tuple)):
            plain: Any = list if isinstance(value, list) else tuple
            self._spent("items", plain.__len__(value), kind)
            return {plain.__name__: [self.encode(v, depth + 1) for v in plain.__iter__(value)]}
        described = self._describe(value) if self._describe else None
        if described is not None:
            return {"described": self.encode(described, depth)}
        if isinstance(value, Mapping):
            self._spent("items", 2 * len(value), kind)
            pairs = [[self.encode(k, DEPTH), self.encode(v, depth + 1)] for k, v in value.items()]
            return {"dict": pairs}
        return {"stranger": [kind[:_NAME], self._numbers_of(value)]}

    def _numbers_of(self, value: Any) -> Any:
        if isinstance(value, type) or not hasattr(type(value), "__array__"):
            return None
        try:
            found = np.asarray(value)
        except Exception:
            return None
        if found.dtype.kind == "O":
            return self._container(found.tolist(), 1) if found.ndim else None
        return self._array(found) if found.dtype.kind in _KINDS else None

    def _array(self, value: Any) -> Any:
        self._spent("numbers", value.size, f"array of shape {value.shape}")
        code = _KINDS[value.dtype.kind]
        data = np.ascontiguousarray(value, _DTYPES[code]).tobytes()
        return {"array": [code, list(value.shape), base64.b64encode(data).decode("ascii")]}

    def _spent(self, what: str, count: int, of: str) -> bool:
        self._left[what] -= count
        if self._left[what] < 0:
            raise _TooLarge(f"{of} with {count} {what}" if " of " not in of else of)
        return True


def _whole(value: int) -> Any:
    if -(2**63) <= value < 2**63:
        return value
    if value.bit_length() > 3 * _DIGITS:
        raise _TooLarge(f"whole number of {value.bit_length()} bits")
    return {"whole": str(value)}


def decode(data: Any, stand_in: StandIn | None = None, *, trusted: bool = False) -> Any:
    """The value that `encode` made of ``data``; raises `BadMessage` for whatever else.

    ``stand_in`` makes something of what was described. Only ``trusted`` data may hold a random generator.
    """
    return _Decoder(stand_in, trusted).decode(data, 0)


class _Decoder:
    def __init__(self, stand_in: StandIn | None, trusted: bool) -> None:
        self._stand_in, self._trusted = stand_in, trusted

    def decode(self, data: Any, depth: int) -> Any:
        if data is None or type(data) is bool:
            return data
        if type(data) is float:
            return _finite(data)
        if type(data) is str:
            return clean(data)
        if type(data) is int:
            if not -(2**63) <= data < 2**63:
                raise BadMessage("a whole number out of range")
            return data
        if type(data) is not dict or len(data) != 1 or depth > 2 * DEPTH:
            raise BadMessage("not a value")
        ((kind, body),) = data.items()
        read = getattr(self, f"_{kind}", None) if kind in _FORMS else None
        if read is None:
            raise BadMessage(f"no kind of value: {clean(kind)[:_NAME]!r}")
        return read(body, depth + 1)

    def _gap(self, body: Any, depth: int) -> Any:  # noqa: ARG002
        return Ellipsis

    def _float(self, body: Any, depth: int) -> float:  # noqa: ARG002
        if type(body) is not str or body not in _NOT_FINITE:
            raise BadMessage("not a float")
        return _NOT_FINITE[body]

    def _whole(self, body: Any, depth: int) -> int:  # noqa: ARG002
        if type(body) is not str or len(body) > _DIGITS or not body.removeprefix("-").isdecimal():
            raise BadMessage("not a whole number")
        return int(body)

    def _complex(self, body: Any, depth: int) -> complex:
        real, imaginary = (self.decode(part, depth) for part in _listed(body, 2))
        if type(real) is not float or type(imaginary) is not float:
            raise BadMessage("not a complex number")
        return complex(real, imaginary)

    def _list(self, body: Any, depth: int) -> list[Any]:
        return [self.decode(item, depth) for item in _listed(body)]

    def _tuple(self, body: Any, depth: int) -> tuple[Any, ...]:
        return tuple(self._list(body, depth))

    def _dict(self, body: Any, depth: int) -> dict[Any, Any]:
        pairs = [_listed(pair, 2) for pair in _listed(body)]
        keys = [self.decode(key, depth) for key, _ in pairs]
        if not all(key is None or isinstance(key, (str, int, float)) for key in keys):
            raise BadMessage("a key that is no text and no number")
        return {key: self.decode(pair[1], depth) for key, pair in zip(keys, pairs, strict=True)}

    def _array(self, body: Any, depth: int) -> Any:  # noqa: ARG002
        code, shape, text = _listed(body, 3)
        if type(code) is not str or code not in _DTYPES or type(text) is not str:
            raise BadMessage("not an array")
        sizes = _listed(shape)
        if len(sizes) > 32 or not all(type(n) is int and 0 <= n <= NUMBERS for n in sizes):
            raise BadMessage("an array of impossible shape")
        try:
            raw = base64.b64decode(text, validate=True)
        except ValueError:
            raise BadMessage("an array that is not base64") from None
        if len(raw) != math.prod(sizes) * _DTYPES[code].itemsize:
            raise BadMessage("an array of another length than its shape")
        found = np.frombuffer(raw, _DTYPES[code])
        if code == "b1":  # a byte that is neither 0 nor 1 is no truth value
            found = np.frombuffer(raw, np.uint8) != 0
        return found.reshape(sizes).copy()

    def _stranger(self, body: Any, depth: int) -> Any:
        name, numbers = _listed(body, 2)
        if type(name) is not str:
            raise BadMessage("a stranger without a name")
        if numbers is None:
            return stranger(name)
        found = self.decode(numbers, depth)
        if not isinstance(found, (np.ndarray, list)):
            raise BadMessage("a stranger whose numbers are none")
        return stranger(name, found)

    def _too_large(self, body: Any, depth: int) -> Any:  # noqa: ARG002
        if type(body) is not str:
            raise BadMessage("too large, but what?")
        return stranger(f"{body[:50]}, too large")

    def _described(self, body: Any, depth: int) -> Any:
        found = self.decode(body, depth)
        made = self._stand_in(found) if self._stand_in else None
        return stranger("described object") if made is None else made

    def _generator(self, body: Any, depth: int) -> Any:  # noqa: ARG002
        if not self._trusted:
            raise BadMessage("a random generator, from there")
        generator = np.random.default_rng()
        generator.bit_generator.state = json.loads(body)
        return generator


_FORMS = frozenset(
    {"gap", "float", "whole", "complex", "list", "tuple", "dict", "array"}
    | {"stranger", "too_large", "described", "generator"}
)


def _finite(number: float) -> float:
    if not math.isfinite(number):  # 1e999 is JSON
        raise BadMessage("a number beyond all numbers")
    return number


def _listed(body: Any, count: int | None = None) -> list[Any]:
    if type(body) is not list or (count is not None and len(body) != count):
        raise BadMessage("not a list of that length")
    return body


def pack(message: Mapping[str, Any]) -> bytes:
    """One line."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


def unpack(line: bytes) -> dict[str, Any]:
    """The message in one line; raises `BadMessage`."""
    try:
        found = json.loads(line, parse_constant=_refused)
    except (ValueError, RecursionError, MemoryError) as error:
        raise BadMessage(f"not JSON: {str(error)[:100]}") from None
    if type(found) is not dict:
        raise BadMessage("a message is an object")
    return found


def _refused(name: str) -> float:
    raise BadMessage(f"{name} is not JSON")
