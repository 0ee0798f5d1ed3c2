"""Fixtures: a server shared by one module, servers of one's own, and sinks that check what they were told."""

import collections
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness import AdminShop, Merchant, Sandbox, Server, Shop, Sink, stores  # noqa: E402


@pytest.fixture(scope="module")
def server(tmp_path_factory, request):
    """One server for all tests of a module; they keep apart by SKU, shop and channel."""
    settings = getattr(request.module, "SERVER_SETTINGS", {})
    running = Server(tmp_path_factory.mktemp("server"), **settings)
    try:
        yield running.start()
    finally:
        running.close()


@pytest.fixture
def new_server(tmp_path):
    """Makes servers of a test's own; `start=False` leaves starting to the test."""
    servers = []

    def make(name="own", start=True, **settings):
        one = Server(tmp_path / name, **settings)
        servers.append(one)
        return one.start() if start else one

    yield make
    for one in servers:
        one.close()


@pytest.fixture
def api(server):
    return server.client


@pytest.fixture
def merchant(server):
    return Merchant(server.client)


@pytest.fixture
def shop(server):
    """A connected Shopify channel of the test's own."""
    return Shop(server).connect()


@pytest.fixture
def admin_shop():
    """Makes shops with an Admin API of their own."""
    shops = []

    def make(server, *arguments, **more):
        shops.append(AdminShop(server, *arguments, **more))
        return shops[-1]

    yield make
    for one in shops:
        if not one.world.released.is_set():
            one.close()


@pytest.fixture
def sandbox(tmp_path):
    """Opens sandbox shops, processes of their own."""
    shops = []

    def open_shop(*options, **more):
        shops.append(Sandbox(*options, cwd=tmp_path, **more))
        return shops[-1]

    yield open_shop
    for one in shops:
        one.close()


@pytest.fixture
def sink():
    receiver = Sink()
    yield receiver
    receiver.close()


@pytest.fixture
def channel(server, sink):
    """The id of an `http` channel that tells `sink`; gone after the test. See `caught_up`."""
    Merchant(server.client).counts(1_000)
    name = f"sink-{sink.url.rsplit(':', 1)[1].split('/')[0]}"
    server.client.put(f"/v1/channels/{name}", sink.channel()).expect(200)
    yield name
    server.client.delete(f"/v1/channels/{name}")


def pytest_collection_modifyitems(items):
    for item in items:
        if reason := stores.left_out(item):
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter):
    """On DynamoDB: what was left out, with its reason, and which amounts were lessened."""
    if not stores.ON_DYNAMODB:
        return
    skipped = collections.defaultdict(list)
    for report in terminalreporter.getreports("skipped"):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        module, _, name = report.nodeid.rpartition("/")[2].partition("::")
        skipped[reason, module].append(name.partition("[")[0])
    terminalreporter.section("not run on DynamoDB")
    for (reason, module), names in sorted(skipped.items()):
        terminalreporter.write_line(f"{module} ({len(names)}) {reason}")
        # Modules that need no store are left out whole.
        for name in [] if reason.startswith("no store") else sorted(set(names)):
            terminalreporter.write_line(f"    {name}")
    for report in terminalreporter.getreports("xfailed"):
        terminalreporter.write_line(f"{report.nodeid.rpartition('/')[2]} fails: {report.wasxfail}")
    if stores.lessened:
        terminalreporter.section(f"with fewer rows (SYNCSTATE_TEST_VOLUME={stores.VOLUME:g})")
    for (name, amount), here in sorted(stores.lessened.items()):
        terminalreporter.write_line(f"{name}: {here:,} of {amount:,}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test shows the end of the logs of the servers that it used."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, Server):
                report.sections.append(("server log", value.logs()[-4000:]))
