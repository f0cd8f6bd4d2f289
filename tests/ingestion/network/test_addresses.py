"""Addresses: the public internet may be asked, this machine and its neighbours only on request, special ones never."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.ingestion.network.addresses import allowed

PUBLIC = ("8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.255.255", "192.0.1.1", "2606:4700::1111",
          "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8")  # fmt: skip
PRIVATE = ("10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "172.16.0.1", "192.168.1.1",
           "::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1")  # fmt: skip
SPECIAL = (
    "0.0.0.0",  # noqa: S104 - asked, not listened on
    "0.1.2.3", "169.254.169.254", "169.254.0.1", "168.63.129.16", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "::", "::127.0.0.1", "::8.8.8.8", "::ffff:0.0.0.0", "::ffff:169.254.169.254",
    "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1",
    "2002:808:808::1", "3fff::1", "5f00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::1%1", "2606:4700::1%1",
    "fec0::1", "ff02::1", "4000::1", "", "localhost", "127.1", "2130706433", "0177.0.0.1", "0x7f.0.0.1", "8.8.8.8 ",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_ones_may_be_asked(address: str) -> None:
    assert allowed(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_ones_may_be_asked_on_request(address: str) -> None:
    assert not allowed(address)
    assert allowed(address, private=True)


@pytest.mark.parametrize("address", SPECIAL)
def test_special_ones_may_never_be_asked(address: str) -> None:
    assert not allowed(address)
    assert not allowed(address, private=True)


@given(st.ip_addresses(v=4))
def test_what_the_standard_library_takes_for_special_is_refused(address: IPv4Address) -> None:
    assert not allowed(str(address)) or (address.is_global and not address.is_multicast)


@given(st.ip_addresses(v=6))
def test_so_it_is_for_ipv6(address: IPv6Address) -> None:
    assume(not address.ipv4_mapped and address not in IPv6Network("64:ff9b::/96"))
    known = address.is_global and not address.is_reserved and not address.is_multicast and not address.is_site_local
    assert known or not allowed(str(address))


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:", "64:ff9b::"]), st.booleans())
def test_an_embedded_address_counts_as_itself(address: IPv4Address, prefix: str, private: bool) -> None:
    assert allowed(f"{prefix}{address}", private=private) == allowed(str(address), private=private)
