"""How often one client may do something."""

from __future__ import annotations

from support.client_limits import ClientLimits


def test_a_burst_then_no_more_and_others_are_free() -> None:
    limits = ClientLimits(burst=2, per_minute=1)
    assert [limits.take("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert limits.take("192.0.2.2")


def test_ipv6_clients_are_counted_by_network() -> None:
    limits = ClientLimits(burst=1, per_minute=1)
    assert limits.take("2001:db8::1")
    assert not limits.take("2001:db8::2")
    assert limits.take("2001:db8:0:1::1")


def test_memory_is_bounded() -> None:
    limits = ClientLimits(burst=1, per_minute=1, remembered=2)
    for address in ("a", "b", "c"):
        assert limits.take(address)
    assert limits.take("a")  # forgotten meanwhile
    assert not limits.take("c")
