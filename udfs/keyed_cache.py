"""Live objects per key in front of Flink's state, so that a row does not cost a rebuild."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class KeyedCache(Generic[T]):
    """The objects of the keys used last; one that was pushed out is rebuilt from state.

    Flink's state stays the truth: whoever changes an object writes the change to the state in the
    same call. A restarted operator begins with an empty cache.

    >>> cache = KeyedCache(2, str.upper)
    >>> [cache.get(key) for key in ("a", "b", "a", "c")], "b" in cache, "a" in cache
    (['A', 'B', 'A', 'C'], False, True)
    """

    def __init__(self, capacity: int, rebuild: Callable[[str], T]) -> None:
        self._capacity = capacity
        self._rebuild = rebuild
        self._objects: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str) -> T:
        """The object of this key, which must be Flink's current key: rebuilding reads its state."""
        if key in self._objects:
            self._objects.move_to_end(key)
            return self._objects[key]
        self._objects[key] = self._rebuild(key)
        if len(self._objects) > self._capacity:
            self._objects.popitem(last=False)
        return self._objects[key]

    def __contains__(self, key: str) -> bool:
        return key in self._objects
