"""What the end-to-end tests stand on: the real binary, an HTTP client, Shopify's deliveries and a sink.

Nothing here knows how the server is built; everything is read from the interface it promises.
"""

from .admin import AdminShop, Fault, until_the_next_second
from .client import Client, Response
from .sandbox import Sandbox
from .server import Cli, Server, free_port
from .shopify import Line, Shop, at, new_id, order, refund, sign
from .sink import Sink
from .stock import Merchant, caught_up
from .stores import ON_DYNAMODB, sqlite_only, volume, without_store
from .waiting import eventually, stays

__all__ = [
    "AdminShop",
    "Cli",
    "Client",
    "Fault",
    "Line",
    "Merchant",
    "ON_DYNAMODB",
    "Response",
    "Sandbox",
    "Server",
    "Shop",
    "Sink",
    "at",
    "caught_up",
    "eventually",
    "free_port",
    "new_id",
    "order",
    "refund",
    "sign",
    "sqlite_only",
    "stays",
    "until_the_next_second",
    "volume",
    "without_store",
]
