"""What the end-to-end tests stand on: the real binary, an HTTP client, Shopify's deliveries and a sink.

Nothing here knows how the server is built; everything is read from the interface it promises.
"""

from .admin import AdminShop, Fault, until_the_next_second
from .client import Client, Response
from .sandbox import Sandbox
from .server import Cli, Server, free_port
from .shopify import Line, Shop, at, new_id, order, refund, sign
from .sink import Sink
from .stock import Merchant
from .waiting import eventually, stays

__all__ = [
    "AdminShop",
    "Cli",
    "Client",
    "Fault",
    "Line",
    "Merchant",
    "Response",
    "Sandbox",
    "Server",
    "Shop",
    "Sink",
    "at",
    "eventually",
    "free_port",
    "new_id",
    "order",
    "refund",
    "sign",
    "stays",
    "until_the_next_second",
]
