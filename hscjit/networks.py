"""The networks that no address of a catalogue may send us to."""

from __future__ import annotations

import ipaddress

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Explicit, because `is_global` of Python 3.11 calls 64:ff9b::7f00:1, 2002:7f00:1::, 192.0.0.192
# and multicast global, and `is_private` does not know 100.64.0.0/10.
REFUSED_NETWORKS = tuple(
    (ipaddress.ip_network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a carrier's inner network"),
        ("127.0.0.0/8", "this machine"),
        ("168.63.129.16/32", "a cloud's inner service"),
        ("169.254.0.0/16", "a link-local network"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "reserved for benchmarks"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "this machine"),
        ("::ffff:0:0/96", "IPv4 inside IPv6"),
        ("::/96", "IPv4 inside IPv6"),
        ("64:ff9b::/96", "IPv4 behind NAT64"),
        ("64:ff9b:1::/48", "IPv4 behind NAT64"),
        ("100::/64", "a black hole"),
        ("2001::/32", "IPv4 inside Teredo"),
        ("2001:db8::/32", "reserved for documentation"),
        ("2001::/23", "reserved for protocols"),
        ("2002::/16", "IPv4 inside 6to4"),
        ("3fff::/20", "reserved for documentation"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "a link-local network"),
        ("fec0::/10", "a site-local network"),
        ("ff00::/8", "multicast"),
    )
)
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")


def refusal(ip: str) -> str:
    """Why this IP address may not be dialled, in words for staff; "" when it may."""
    try:
        address: IPAddress = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return f"{ip} is not an IP address"
    for network, name in REFUSED_NETWORKS:
        if address.version == network.version and address in network:
            return f"{ip} is {name} ({network})"
    if address.version == 6 and address not in GLOBAL_IPV6:
        return f"{ip} is not a public address"
    return ""
