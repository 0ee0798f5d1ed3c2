"""Fixtures of modules that work with a shop with an Admin API: import `shop` and `sku` where they are used."""

import pytest

from .admin import until_the_next_second
from .stock import new_sku
from .waiting import eventually


@pytest.fixture
def shop(server, admin_shop):
    """A shop with an Admin API of its own; its channel is gone after the test."""
    shop = admin_shop(server)
    yield shop
    server.client.delete(f"/v1/channels/{shop.channel}")


@pytest.fixture
def sku(shop):
    """Ten of it, and the shop shows all ten."""
    name = new_sku()
    shop.opens({name: 10})
    agrees(shop, name)
    until_the_next_second()
    return name


def agrees(shop, *skus, within=30):
    """Waits until the shop shows the formula's count of each, and nothing about them is unexplained or waiting."""
    for sku in skus:
        eventually(lambda: shop.agrees(sku), f"{sku} agrees", within=within)
