"""How often one client address may do something; kept in memory, per process."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from threading import Lock

from hscjit.limits import TokenBucket


class ClientLimits:
    """One bucket for each address; those unused for longest are forgotten beyond ``remembered``."""

    def __init__(self, burst: int, per_minute: float, remembered: int = 10_000) -> None:
        self._burst = burst
        self._per_second = per_minute / 60
        self._remembered = remembered
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()
        self._lock = Lock()

    def take(self, address: str) -> bool:
        """Whether this client may do it once more now."""
        key = household(address)
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is None:
                bucket = self._buckets[key] = TokenBucket(self._burst, self._per_second)
            self._buckets.move_to_end(key)
            if len(self._buckets) > self._remembered:
                self._buckets.popitem(last=False)
            return bucket.take()

    def forget_all(self) -> None:
        with self._lock:
            self._buckets.clear()


def household(address: str) -> str:
    """IPv6 clients own 2⁶⁴ addresses each: they are counted by network."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return address
    return str(ipaddress.ip_network((int(ip), 64), strict=False))
