"""kill -9 at any instant loses no answered event and doubles none."""

import concurrent.futures
import http.client
import json
import queue
import random
import signal
import socket
import threading
import time
import uuid

from harness import Line, Merchant, Shop, eventually, order, refund

ORDERS = 6_000
WORKERS = 6


class Load:
    """Sends every delivery until it was answered 2xx, as Shopify would, and remembers what was answered."""

    def __init__(self, shop, deliveries):
        self.shop, self.todo = shop, queue.Queue()
        for delivery in deliveries:
            self.todo.put(delivery)
        self.lock, self.answered, self.transactions = threading.Lock(), set(), {}
        self.statuses, self.stopping = {}, threading.Event()

    def work(self):
        http_client = self.shop.server.anonymous
        http_client.timeout = 10
        while not self.stopping.is_set():
            try:
                number, topic, body, webhook_id = self.todo.get_nowait()
            except queue.Empty:
                return
            try:
                answer = self.shop.deliver(topic, body, webhook_id, http=http_client)
            except (OSError, http.client.HTTPException, socket.timeout):
                answer = None
            if answer is not None and answer.status == 200:
                with self.lock:
                    self.answered.add(number)
                    self.transactions[number] = answer.data["txId"]
                    self.statuses[answer.data["status"]] = self.statuses.get(answer.data["status"], 0) + 1
            else:
                assert answer is None or answer.status == 503, answer
                self.todo.put((number, topic, body, webhook_id))
                time.sleep(0.02)

    def run(self):
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(WORKERS)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()


def test_thousands_of_webhooks_killed_three_times_count_exactly_once(new_server, sink):
    server = new_server()
    merchant, shop = Merchant(server.client), Shop(server).connect()
    server.client.put("/v1/channels/sink", sink.channel()).expect(200)
    rng = random.Random(7)
    skus = [merchant.counts(100_000, sku=f"sku-{n:02}") for n in range(20)]
    sold, deliveries = {}, []
    for number in range(ORDERS):
        lines = [Line(rng.choice(skus), rng.randint(1, 3)) for _ in range(rng.randint(1, 3))]
        body = order(lines)
        sold[number] = [(line.sku, line.quantity) for line in lines]
        raw = json.dumps(body).encode()
        webhook_id = str(uuid.uuid4())
        deliveries.append((number, "orders/create", raw, webhook_id))
        if rng.random() < 0.3:
            # Again under the same webhook id, or the same fact under another one.
            deliveries.append((number, "orders/create", raw, webhook_id if rng.random() < 0.5 else str(uuid.uuid4())))
    # A repeat comes soon after its first delivery: while that one may still be in flight.
    deliveries = [d for _, d in sorted(enumerate(deliveries), key=lambda pair: pair[0] + rng.uniform(0, 40))]
    load = Load(shop, deliveries)
    load.run()
    for fraction in (0.25, 0.5, 0.75):
        eventually(lambda: len(load.answered) > ORDERS * fraction, f"{fraction:.0%} are answered", within=120)
        server.kill()
        with load.lock:
            answered = sorted(load.answered)
        server.start()
        survivors = answered[-100:] + rng.sample(answered, 50)
        for number in survivors:
            server.client.get(f"/v1/transactions/{load.transactions[number]}").expect(200)
        for sku in skus[:3]:
            least = sum(q for number in answered for s, q in sold[number] if s == sku)
            assert merchant.physical(sku) <= 100_000 - least, "an answered order is missing"
    eventually(lambda: len(load.answered) == ORDERS and load.todo.empty(), "every order was answered", within=180)
    load.stop()
    assert load.statuses["applied"] > 0 and load.statuses["duplicate"] > 0
    for sku in skus:
        wanted = 100_000 - sum(q for lines in sold.values() for s, q in lines if s == sku)
        assert merchant.physical(sku) == wanted
        eventually(lambda sku=sku, wanted=wanted: sink.shows(sku, wanted), f"the sink shows {sku}", within=60)
        assert sink.told(sku) == sorted(sink.told(sku), reverse=True)
    for sku in skus[:4]:
        assert merchant.ledger_agrees(sku)


def test_an_answered_event_is_there_after_an_immediate_kill(new_server):
    server = new_server()
    merchant, shop = Merchant(server.client), Shop(server).connect()
    merchant.counts(1_000, sku="a")
    lines = []
    for number in range(1, 6):
        line = Line("a", 3)
        sold = shop.sells(line)
        back = refund(sold["id"], [(line, 1, "return")])
        lines.append((sold, back))
        shop.deliver("refunds/create", back).expect(200)
        server.kill()
        server.start()
        assert merchant.physical("a") == 1_000 - 2 * number
    for sold, back in lines:
        shop.deliver("orders/create", sold).expect(200)
        shop.deliver("refunds/create", back).expect(200)
    assert merchant.physical("a") == 990 and merchant.ledger_agrees("a")
    assert len(merchant.returns(sku="a")) == 5


def test_every_answered_write_of_the_api_survives_a_kill(new_server):
    server = new_server()
    merchant, stop = Merchant(server.client), threading.Event()
    merchant.counts(0, sku="a")
    answered = []

    def write():
        api = server.client
        while not stop.is_set():
            try:
                answer = api.post("/v1/inventory/a/adjustments", {"delta": 1, "reason": "restock"})
            except (OSError, http.client.HTTPException):
                return
            assert answer.status in (201, 503), answer
            if answer.status == 201:
                answered.append(answer.data["movementId"])

    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        running = [threads.submit(write) for _ in range(4)]
        try:
            eventually(lambda: len(answered) > 100, "writes are answered")
            server.kill()
        finally:
            stop.set()
        for one in running:
            one.result(timeout=30)
    server.start()
    kept = {move["movementId"] for move in merchant.movements("a")}
    assert set(answered) <= kept
    # At most the four that were in flight are more than was answered.
    assert len(answered) <= merchant.physical("a") <= len(answered) + 4
    assert merchant.ledger_agrees("a")


def test_a_graceful_end_answers_what_is_in_flight(new_server):
    server = new_server()
    merchant, shop = Merchant(server.client), Shop(server).connect()
    merchant.counts(10_000, sku="a")
    answered, refused, stop = [], [], threading.Event()

    def send():
        mine = server.anonymous
        while not stop.is_set():
            try:
                answer = shop.deliver("orders/create", order([Line("a", 1)]), http=mine)
            except (OSError, http.client.HTTPException):
                return
            (answered if answer.status == 200 else refused).append(answer.status)

    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        running = [threads.submit(send) for _ in range(4)]
        try:
            eventually(lambda: len(answered) > 50, "orders are answered")
            assert server.terminate() == 0, server.logs()
        finally:
            stop.set()
        for one in running:
            one.result(timeout=30)
    assert set(refused) <= {503}
    server.start()
    # Nothing was taken without an answer, and nothing answered without being taken.
    assert merchant.physical("a") == 10_000 - len(answered)


def test_either_signal_of_a_service_manager_or_a_terminal_ends_it_well(new_server):
    server = new_server()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        server.process.send_signal(wanted)
        assert server.wait_exit() == 0, server.logs()
        server.start()
