"""Which addresses of the network may be asked for something: those of the public internet, and of no machine nearby."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# From the registries of special-purpose addresses of IANA (RFC 6890 and its updates), multicast and reserved space with
# them; the module `ipaddress` knows too few: IETF's own, the relays of 6to4 and IPv6 outside 2000::/3 are global to it.
_SPECIAL_4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "168.63.129.16/32",  # looks public, and is what serves the machines of one cloud from inside
    )
)
_PRIVATE_4 = tuple(
    ip_network(network) for network in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_PUBLIC_6 = ip_network("2000::/3")
_SPECIAL_6 = tuple(ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_PRIVATE_6 = tuple(ip_network(network) for network in ("::1/128", "fc00::/7"))
_METADATA_6 = (ip_network("fd00:ec2::/32"), ip_network("fd20:ce::/32"))  # of two clouds, inside fc00::/7
_NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address in its last four bytes, as in ::ffff:0:0/96


def allowed(address: str, *, private: bool = False) -> bool:
    """Tell whether something may be fetched from an address as the system gives it (`203.0.113.1`, `2001:db8::1`).

    Public ones may; those of private networks and of this machine only if `private`; special ones (link-local, metadata
    of clouds, multicast, reserved, tunnels) never. An IPv4 address within an IPv6 one counts as itself.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.scope_id is not None:
            return False
        inner = parsed.ipv4_mapped or (IPv4Address(int(parsed) & 0xFFFFFFFF) if parsed in _NAT64 else None)
        if inner is None:
            return _allowed_6(parsed, private=private)
        parsed = inner
    if any(parsed in network for network in _PRIVATE_4):
        return private
    return not any(parsed in network for network in _SPECIAL_4)


def _allowed_6(address: IPv6Address, *, private: bool) -> bool:
    if any(address in network for network in _PRIVATE_6):
        return private and not any(address in network for network in _METADATA_6)
    return address in _PUBLIC_6 and not any(address in network for network in _SPECIAL_6)
