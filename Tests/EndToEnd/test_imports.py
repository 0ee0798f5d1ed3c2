"""Imports: CSV and NDJSON, dry run, bad rows by line, undo. Exports that come back the same."""

import concurrent.futures
import csv
import http.client
import io
import json
import re
import threading
import uuid

import pytest

from harness import Merchant, eventually, volume
from harness.client import pages
from harness.stock import new_sku

CSV = {"Content-Type": "text/csv"}
NDJSON = {"Content-Type": "application/x-ndjson"}


def load(api, content, headers=CSV, **query):
    body = content.encode() if isinstance(content, str) else content
    return api.send("POST", "/v1/imports/inventory", body=body, headers=headers, query=query)


def loaded(api, content, headers=CSV, **query):
    return load(api, content, headers, **query).expect(200, 201).data


def ndjson(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_a_csv_sets_counts_buffers_and_thresholds(api, merchant):
    a, b = new_sku(), new_sku()
    done = loaded(api, f"sku,physical,buffer,lowStockThreshold\n{a},10,2,5\n{b},20,,\n")
    assert done["accepted"] == 2 and done["rejected"] == [] and done["dryRun"] is False and done["batchId"]
    row = merchant.fresh(a)
    assert (row["physical"], row["count"], row["lowStockThreshold"], row["buffer"]["units"]) == (10, 8, 5, 2)
    assert merchant.fresh(b)["count"] == 20 and merchant.fresh(b)["lowStockThreshold"] == 10
    assert merchant.ledger_agrees(a) and merchant.ledger_agrees(b)


def test_ndjson_sets_the_same(api, merchant):
    a, b = new_sku(), new_sku()
    rows = [{"sku": a, "physical": 10, "buffer": 2, "lowStockThreshold": 5}, {"sku": b, "physical": -1}]
    assert loaded(api, ndjson(*rows), NDJSON)["accepted"] == 2
    row = merchant.fresh(a)
    assert (row["physical"], row["count"], row["lowStockThreshold"], row["buffer"]["units"]) == (10, 8, 5, 2)
    assert merchant.physical(b) == -1


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_columns_may_be_short_and_cells_quoted(api, merchant, ending):
    sku = f'a "quoted", and\u00e9 {uuid.uuid4().hex[:6]}'
    quoted = '"' + sku.replace('"', '""') + '"'
    done = loaded(api, ending.join(["sku,physical", f"{quoted},7"]))
    assert done["accepted"] == 1 and merchant.physical(sku) == 7


def test_a_byte_order_mark_and_another_order_of_columns(api, merchant):
    sku = new_sku()
    assert loaded(api, b"\xef\xbb\xbf" + f"physical,sku\n7,{sku}\n".encode())["accepted"] == 1
    assert merchant.physical(sku) == 7


def test_bad_rows_are_named_by_line_and_good_ones_land(api, merchant):
    good, last = new_sku(), new_sku()
    rows = ["sku,physical,buffer,lowStockThreshold", f"{good},5,,", "x,many,,", ",5,,", "y,1.5,,", "z,5,-1,", "w,5,,no", "a" * 300 + ",5,,", "v,99999999999999999999,,", f"{last},6,,", "only-one-cell"]  # fmt: skip
    done = loaded(api, "\n".join(rows) + "\n")
    assert done["accepted"] == 2
    assert [row["line"] for row in done["rejected"]] == [3, 4, 5, 6, 7, 8, 9, 11]
    assert all(row["message"] for row in done["rejected"])
    assert merchant.physical(good) == 5 and merchant.physical(last) == 6


def test_bad_ndjson_rows_are_named_by_line(api, merchant):
    good = new_sku()
    lines = [json.dumps({"sku": "a", "physical": "5"}), "{broken", json.dumps({"sku": good, "physical": 5}), "[]", json.dumps({"physical": 5})]
    done = loaded(api, "\n".join(lines), NDJSON)
    assert done["accepted"] == 1 and [row["line"] for row in done["rejected"]] == [1, 2, 4, 5]
    assert merchant.physical(good) == 5


def test_the_later_line_wins_with_a_warning(api, merchant):
    sku = new_sku()
    done = loaded(api, f"sku,physical\n{sku},5\nother-{sku},1\n{sku},8\n")
    assert merchant.physical(sku) == 8
    assert len(done["warnings"]) == 1 and sku in json.dumps(done["warnings"], ensure_ascii=False)
    assert merchant.ledger_agrees(sku)


def test_a_dry_run_tells_and_changes_nothing(api, merchant):
    sku, fresh = merchant.counts(3), new_sku()
    done = loaded(api, f"sku,physical\n{sku},9\n{fresh},1\nbad,x\n", dryRun="true")
    assert done["dryRun"] is True and done["accepted"] == 2 and [row["line"] for row in done["rejected"]] == [4]
    assert merchant.physical(sku) == 3 and len(merchant.movements(sku)) == 1
    api.get(f"/v1/inventory/{fresh}").refused(404)


def test_undo_puts_everything_back(api, merchant, shop):
    sku, bare = merchant.counts(30, threshold=7), merchant.counts(40)
    api.put(f"/v1/buffers/{sku}", {"percent": 10, "cap": 20}).expect(200)
    done = loaded(api, f"sku,physical,buffer,lowStockThreshold\n{sku},100,3,50\n{bare},100,4,60\n")
    assert merchant.fresh(sku)["buffer"]["units"] == 3 and merchant.fresh(sku)["lowStockThreshold"] == 50
    shop.sells((sku, 5))
    api.post(f"/v1/imports/{done['batchId']}/undo", {}).expect(200)
    row = merchant.fresh(sku)
    # The import's own effect is taken back, the sale that came after it stays.
    assert row["physical"] == 25 and row["lowStockThreshold"] == 7
    assert row["buffer"]["percent"] == 10 and row["buffer"]["cap"] == 20 and not row["buffer"].get("units")
    other = merchant.fresh(bare)
    assert other["physical"] == 40 and other["lowStockThreshold"] == 10 and other["count"] == 40
    assert merchant.ledger_agrees(sku) and merchant.ledger_agrees(bare)


def test_a_batch_is_undone_once(api, merchant):
    sku = merchant.counts(3)
    done = loaded(api, f"sku,physical\n{sku},9\n")
    api.post(f"/v1/imports/{done['batchId']}/undo", {}).expect(200)
    again = api.post(f"/v1/imports/{done['batchId']}/undo", {})
    assert again.status in (200, 409, 422), again
    assert merchant.physical(sku) == 3
    api.post(f"/v1/imports/{uuid.uuid4()}/undo", {}).refused(404)


@pytest.mark.parametrize("content", ["", "\n", "name,amount\na,1\n", "sku\na\n"])
def test_a_file_without_the_columns_is_refused(api, content):
    load(api, content).refused(400)


def test_other_content_types_are_unsupported(api):
    load(api, "sku,physical\na,1\n", {"Content-Type": "application/pdf"}).refused(415)
    load(api, "sku,physical\na,1\n", {"Content-Type": "text/html"}).refused(415)


def test_what_is_no_utf8_is_a_bad_row(api, merchant):
    good = new_sku()
    answer = load(api, f"sku,physical\n{good},1\n".encode() + b"b\xff\xfed,2\n")
    if answer.status in (200, 201):
        assert [row["line"] for row in answer.data["rejected"]] == [3]
        assert merchant.physical(good) == 1
    else:
        answer.refused(400)


def test_an_import_raises_alerts_and_tells_the_channels(api, merchant, sink, channel):
    sku = new_sku()
    loaded(api, f"sku,physical\n{sku},4\n")
    assert "stock_low" in merchant.open_types(sku)
    eventually(lambda: sink.shows(sku, 4), "the imported count arrived")


def test_a_hundred_thousand_lines_are_streamed(new_server):
    server = new_server()
    api, lines = server.client, volume(100_000)
    api.timeout *= 8

    def rows():
        yield b"sku,physical\n"
        for start in range(0, lines, 1_000):
            yield "".join(f"bulk-{n:06},{n % 50}\n" for n in range(start, start + 1_000)).encode()

    done = loaded(api, rows())
    assert done["accepted"] == lines and done["rejected"] == []
    merchant = Merchant(api)
    for n in (0, 1, lines // 2, lines - 1):
        assert merchant.physical(f"bulk-{n:06}") == n % 50
    exported = api.get("/v1/exports/inventory.csv").expect(200).text
    assert sum(1 for line in exported.splitlines() if line.startswith("bulk-")) == lines
    api.post(f"/v1/imports/{done['batchId']}/undo", {}).expect(200, 202)
    assert merchant.physical("bulk-000049") == 0 and merchant.ledger_agrees("bulk-000049")


def commits(server):
    """How often the server has written, which is all that is seen of lines that have not landed."""
    text = server.client.get("/metrics").expect(200).text
    return int(float(re.search(r"^syncstate_commit_seconds_count(?:{[^}]*})? (\S+)$", text, re.M)[1]))


@pytest.mark.parametrize("phase", ["while it comes in", "while it lands"])
def test_an_import_that_was_killed_is_all_or_nothing(new_server, phase):
    server, lines = new_server(), volume(20_000, least=3_000)
    rows = [b"bulk-%06d,7\n" % n for n in range(lines)]
    halted, before = threading.Event(), commits(server) + 1

    def slowly():
        yield b"sku,physical\n" + b"".join(rows[: lines // 2])
        if phase == "while it comes in":
            halted.wait(30)
        yield b"".join(rows[lines // 2 :])

    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        answer = thread.submit(load, server.client, slowly())
        first = "/v1/inventory/bulk-000000"
        if phase == "while it comes in":
            eventually(lambda: commits(server) > before, "lines are taken in")
        else:
            eventually(lambda: server.client.get(first).status == 200, "the first line has landed", within=60, interval=0.01)
        assert not answer.done(), "the kill comes in the middle"
        server.kill()
        halted.set()
        with pytest.raises((OSError, http.client.HTTPException)):
            answer.result(timeout=30)
    server.start()

    def landed():
        table = server.client.get("/v1/exports/inventory.csv").expect(200).text
        return sum(1 for line in table.splitlines() if line.startswith("bulk-"))

    wanted = 0 if phase == "while it comes in" else lines
    eventually(lambda: landed() == wanted, f"{wanted} lines landed", within=60, interval=0.3)


def killed_while_landing(server, content, headers):
    """An import whose server dies once its first line has landed, and is started again."""
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        answer = thread.submit(load, server.client, content, headers)
        eventually(
            lambda: server.client.get("/v1/inventory/bulk-000000").status == 200,
            "the first line has landed",
            within=60,
            interval=0.01,
        )
        assert not answer.done(), "the kill comes in the middle"
        server.kill()
        with pytest.raises((OSError, http.client.HTTPException)):
            answer.result(timeout=30)
    server.start()


def test_an_import_that_was_killed_while_landing_runs_once_under_its_key(new_server):
    server, lines = new_server(), volume(20_000, least=3_000)
    merchant = Merchant(server.client)
    content = b"sku,physical\n" + b"".join(b"bulk-%06d,7\n" % n for n in range(lines))
    headers = CSV | {"Idempotency-Key": str(uuid.uuid4())}
    first, last = "bulk-000000", f"bulk-{lines - 1:06}"
    killed_while_landing(server, content, headers)
    server.client.timeout *= 4
    merchant.counts(3, sku=first)
    done = loaded(server.client, content, headers)
    assert done["accepted"] == lines and done["rejected"] == []
    assert merchant.physical(last) == 7, "it is answered once it has landed"
    assert merchant.physical(first) == 3, "what was counted since is not counted over"
    assert load(server.client, content, headers).expect(201).data == done
    load(server.client, content + b"more,1\n", headers).refused(422, "idempotency_mismatch")
    for sku in (first, last):
        landed = [row for row in merchant.movements(sku) if row["type"] == "import"]
        assert len(landed) == 1, f"{sku} has landed once"


def test_an_import_that_was_killed_while_landing_is_undone(new_server):
    server, lines = new_server(), volume(20_000, least=3_000)
    content = b"sku,physical\n" + b"".join(b"bulk-%06d,7\n" % n for n in range(lines))
    headers = CSV | {"Idempotency-Key": str(uuid.uuid4())}
    killed_while_landing(server, content, headers)
    server.client.timeout *= 4
    done = loaded(server.client, content, headers)
    server.client.post(f"/v1/imports/{done['batchId']}/undo", {}).expect(200)
    assert Merchant(server.client).physical(f"bulk-{lines - 1:06}") == 0


DANGEROUS = ["=SUM(A1)", "+1", "-1", "@cmd", "'=quoted", "'plain", "''=twice", 'a,"b"', " =padded", "ok"]


def test_an_export_comes_back_the_same(new_server):
    first, second = new_server("first"), new_server("second")
    merchant = Merchant(first.client)
    for number, sku in enumerate(DANGEROUS):
        merchant.counts(number * 7 - 3, sku=sku, threshold=number)
    first.client.put("/v1/buffers/ok", {"units": 4}).expect(200)
    answer = first.client.get("/v1/exports/inventory.csv").expect(200)
    assert answer.header("Content-Type").startswith("text/csv")
    done = loaded(second.client, answer.body)
    assert done["rejected"] == [] and done["accepted"] == len(DANGEROUS)

    def rows(server):
        shown = pages(server.client, "/v1/inventory", limit=250)
        return {row["sku"]: (row["physical"], row["count"], row["lowStockThreshold"]) for row in shown}

    assert rows(second) == rows(first) and set(rows(first)) == set(DANGEROUS)
    assert second.client.get("/v1/exports/inventory.csv").expect(200).body == answer.body


def test_no_cell_of_an_export_runs_in_a_spreadsheet(new_server):
    server = new_server()
    merchant = Merchant(server.client)
    for sku in DANGEROUS:
        merchant.counts(5, sku=sku)
    table = list(csv.reader(io.StringIO(server.client.get("/v1/exports/inventory.csv").expect(200).text)))
    assert table[0][:2] == ["sku", "physical"] and len(table) == 1 + len(DANGEROUS)
    cells = {row[0] for row in table[1:]}
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]
    assert "'=SUM(A1)" in cells and "ok" in cells
