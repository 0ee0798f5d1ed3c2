"""DynamoDB as the store: tables, credentials, signatures, and several servers on the same rows."""

import concurrent.futures
import datetime
import json
import time
import uuid

import pytest

from harness import Cli, Line, Merchant, Shop, eventually, order, without_store
from harness.listener import Listener
from harness.server import ENCRYPTION_KEY
from harness.stores import ENDPOINT, needs_tables, on_tables

pytestmark = without_store("runs on DynamoDB tables of its own in every run")

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture
def tables():
    """Settings of tables that no other test has."""
    return on_tables(f"own-{uuid.uuid4().hex[:12]}-") | {"SYNCSTATE_ENCRYPTION_KEY": ENCRYPTION_KEY} | KEYS


# -- Tables --------------------------------------------------------------------------------------------------------


@needs_tables
def test_tables_are_made_checked_and_deleted(tmp_path, tables):
    cli = Cli(tmp_path, **tables)
    missing = cli("tables", "verify")
    assert missing.returncode == 1 and "is missing" in missing.stdout
    doctor = cli("doctor", "--json")
    assert doctor.returncode == 1
    assert any("is missing" in finding["message"] for finding in json.loads(doctor.stdout)["findings"])
    made = cli("tables", "create")
    assert made.returncode == 0, made.stderr
    assert f"made {tables['DYNAMODB_TABLE_PREFIX']}Inventory" in made.stdout
    assert cli("tables", "create").stdout.strip() == "all tables are there"
    assert cli("tables", "verify").returncode == 0
    assert cli("doctor").returncode == 0
    assert cli("tables", "delete").returncode != 0, "nothing is deleted without --yes"
    assert cli("tables", "verify").returncode == 0
    assert "deleted" in cli("tables", "delete", "--yes").stdout
    assert cli("tables", "verify").returncode == 1


def test_tables_of_sqlite_are_refused_by_name(tmp_path):
    done = Cli(tmp_path)("tables", "create")
    assert done.returncode != 0 and "STORE" in done.stderr


# -- Signatures and credentials --------------------------------------------------------------------------------------


class Aws(Listener):
    """Answers as DynamoDB with no tables, and as every place that gives credentials. Keeps what it was asked. With
    `behind`, requests to DynamoDB are passed on; with `lasting`, each keys given end after so many seconds and are others
    than those before."""

    def __init__(self, behind=None, lasting=None):
        self.requests, self.given = [], []
        self.behind, self.lasting = behind, lasting
        self.listen()

    methods = ("GET", "POST", "PUT")

    def take(self, handler):
        body = self.body(handler)
        self.requests.append((handler.command, handler.path, dict(handler.headers.items()), body))
        self.send(handler, *self.answer(handler, body))

    def name(self, stem):
        """Names the keys that are given now, and says when they end."""
        if self.lasting is None:
            return stem, "2099-01-01T00:00:00Z"
        self.given.append(time.time())
        end = datetime.datetime.fromtimestamp(time.time() + self.lasting, datetime.timezone.utc)
        return f"{stem}{len(self.given)}", end.strftime("%Y-%m-%dT%H:%M:%SZ")

    def answer(self, handler, body):
        if handler.headers.get("X-Amz-Target"):
            if self.behind:
                return self.forward(handler, body, self.behind)
            return 400, b'{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"none"}'
        if b"Action=AssumeRoleWithWebIdentity" in body:
            assert b"WebIdentityToken=web.identity%2Btoken" in body, body
            key, end = self.name("AKIDWEB")
            return 200, (
                f"<AssumeRoleWithWebIdentityResponse><Credentials><AccessKeyId>{key}</AccessKeyId>"
                "<SecretAccessKey>secret</SecretAccessKey><SessionToken>token+/=</SessionToken>"
                f"<Expiration>{end}</Expiration></Credentials></AssumeRoleWithWebIdentityResponse>"
            ).encode()
        if handler.path == "/container":
            if handler.headers.get("Authorization") != "container-token":
                return 403, b"{}"
            return 200, self.keys("AKIDCONTAINER")
        if handler.path == "/latest/api/token" and handler.command == "PUT":
            return 200, b"metadata-token"
        if handler.headers.get("X-aws-ec2-metadata-token") != "metadata-token":
            return 401, b""
        if handler.path.endswith("/security-credentials/"):
            return 200, b"the-role"
        return 200, self.keys("AKIDMACHINE")

    def keys(self, stem):
        key, end = self.name(stem)
        answer = {"AccessKeyId": key, "SecretAccessKey": "secret", "Token": "token+/=", "Expiration": end, "Code": "Success"}
        return json.dumps(answer).encode()

    @property
    def signed(self):
        """Requests to DynamoDB itself."""
        return [request for request in self.requests if "X-Amz-Target" in request[2]]


@pytest.fixture
def aws():
    running = Aws()
    yield running
    running.close()


def settings_at(aws, tmp_path, **more):
    return {
        "STORE": "dynamodb",
        "DYNAMODB_ENDPOINT": aws.url,
        "AWS_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL_STS": aws.url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": str(tmp_path),
    } | more


@pytest.mark.parametrize("token", [None, "session+/=token"])
def test_requests_are_signed_as_botocore_signs_them(aws, tmp_path, token):
    auth = pytest.importorskip("botocore.auth")
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    Cli(tmp_path, **settings_at(aws, tmp_path, **KEYS, AWS_SESSION_TOKEN=token))("tables", "verify")
    assert aws.signed, "nothing was asked"
    for method, path, headers, body in aws.signed:
        signed = headers["Authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
        assert {"host", "x-amz-date", "x-amz-target"} <= set(signed)
        assert ("x-amz-security-token" in signed) == (token is not None)
        named = {name.lower(): value for name, value in headers.items()}
        request = AWSRequest(
            method=method, url=aws.url + path, data=body, headers={n: named[n] for n in signed if n != "x-amz-date"}
        )
        request.context["timestamp"] = named["x-amz-date"]
        signer = auth.SigV4Auth(Credentials("AKIDENV", "secret", token), "dynamodb", "eu-central-1")
        request.headers["X-Amz-Date"] = named["x-amz-date"]
        canonical = signer.canonical_request(request)
        signature = signer.signature(signer.string_to_sign(request, canonical), request)
        assert headers["Authorization"].endswith(f"Signature={signature}"), canonical


def used(aws):
    return {request[2]["Authorization"].split("Credential=")[1].split("/")[0] for request in aws.signed}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("link", ["environment", "credentials", "config", "web", "profile-web", "container", "machine"])
def test_credentials_come_from_where_awss_own_tools_find_them(aws, tmp_path, link):
    identity = write(tmp_path / "token", "web.identity+token\n")
    token = write(tmp_path / "container-token", "container-token\n")
    machine = {"AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": aws.url}
    more, key = {
        "environment": (KEYS | machine, "AKIDENV"),
        "credentials": ({}, "AKIDFILE"),
        "config": ({"AWS_PROFILE": "shop"}, "AKIDCONFIG"),
        "web": ({"AWS_WEB_IDENTITY_TOKEN_FILE": identity, "AWS_ROLE_ARN": "arn:aws:iam::1:role/r"} | machine, "AKIDWEB"),
        "profile-web": ({"AWS_PROFILE": "web"} | machine, "AKIDWEB"),
        "container": (
            {
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{aws.url}/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token,
            }
            | machine,
            "AKIDCONTAINER",
        ),
        "machine": (machine, "AKIDMACHINE"),
    }[link]
    if link == "credentials":
        write(
            tmp_path / ".aws/credentials",
            "# ours\n[other]\naws_access_key_id = NO\n[default]\naws_access_key_id=AKIDFILE # key\n"
            "aws_secret_access_key = secret\n",
        )
    write(
        tmp_path / ".aws/config",
        "[profile shop]\nregion = eu-west-1\naws_access_key_id = AKIDCONFIG\naws_secret_access_key = secret\n"
        f"s3 =\n  max_queue_size = 1\n[profile web]\nrole_arn = arn:aws:iam::1:role/r\n"
        f"web_identity_token_file = {identity}\n",
    )
    done = Cli(tmp_path, **settings_at(aws, tmp_path, **more))("tables", "verify")
    assert used(aws) == {key}, done.stderr
    if link not in ("environment", "credentials", "config"):
        assert all(request[2].get("X-Amz-Security-Token") == "token+/=" for request in aws.signed)


def remote(link, aws, tmp_path):
    """Settings of a link that asks somebody for keys."""
    if link == "machine":
        return {"AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": aws.url}
    if link == "container":
        token = write(tmp_path / "container-token", "container-token\n")
        return {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{aws.url}/container",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token,
        }
    identity = write(tmp_path / "token", "web.identity+token\n")
    return {"AWS_WEB_IDENTITY_TOKEN_FILE": identity, "AWS_ROLE_ARN": "arn:aws:iam::1:role/r"}


@needs_tables
@pytest.mark.parametrize("link", ["web", "container", "machine"])
def test_keys_that_end_are_fetched_anew_while_the_old_ones_still_work(new_server, tables, tmp_path, link):
    # Five minutes before their end is when new ones are asked for.
    aws = Aws(behind=ENDPOINT, lasting=303)
    without = {name: None for name in KEYS}
    server = new_server(**tables | without | settings_at(aws, tmp_path, **remote(link, aws, tmp_path)))
    eventually(lambda: len(used(aws)) >= 3, "the third keys are in use", within=60)
    merchant = Merchant(server.client)
    assert merchant.physical(merchant.counts(3)) == 3
    order = [request[2]["Authorization"].split("Credential=")[1].split("/")[0] for request in aws.signed]
    stem = order[0].rstrip("0123456789")
    assert [key for key in dict.fromkeys(order)] == [f"{stem}{n}" for n in range(1, len(set(order)) + 1)]
    server.close()
    aws.close()


@pytest.mark.parametrize("link", ["web", "container", "machine"])
def test_who_gives_keys_that_end_soon_is_not_asked_for_every_request(tmp_path, link):
    aws = Aws(lasting=60)
    Cli(tmp_path, **settings_at(aws, tmp_path, **remote(link, aws, tmp_path)))("tables", "verify")
    assert len(aws.signed) > 3 and len(aws.given) == 1
    aws.close()


@pytest.mark.parametrize(
    "setting",
    ["source_profile", "credential_source", "sso_session", "sso_start_url", "credential_process"],
)
def test_a_profile_that_is_not_taken_is_refused_with_its_setting_and_a_cure(aws, tmp_path, setting):
    write(tmp_path / ".aws/config", f"[profile shop]\nrole_arn = arn:aws:iam::1:role/r\n{setting} = other\n")
    done = Cli(tmp_path, **settings_at(aws, tmp_path, AWS_PROFILE="shop"))("serve", timeout=60)
    assert done.returncode != 0 and not aws.signed
    for part in ("profile shop", setting, "aws configure export-credentials"):
        assert part in done.stderr, done.stderr


def test_a_role_without_anything_to_assume_it_with_is_refused(aws, tmp_path):
    write(tmp_path / ".aws/config", "[profile shop]\nrole_arn = arn:aws:iam::1:role/r\n")
    done = Cli(tmp_path, **settings_at(aws, tmp_path, AWS_PROFILE="shop"))("serve", timeout=60)
    assert done.returncode != 0 and not aws.signed
    for part in ("profile shop", "role_arn", "aws configure export-credentials"):
        assert part in done.stderr, done.stderr


def test_the_region_may_stand_in_the_profile(aws, tmp_path):
    write(
        tmp_path / ".aws/config",
        "[profile shop]\nregion = eu-west-1\naws_access_key_id = AKID\naws_secret_access_key = secret\n",
    )
    Cli(tmp_path, **settings_at(aws, tmp_path, AWS_PROFILE="shop", AWS_REGION=None))("tables", "verify")
    assert all("/eu-west-1/dynamodb/" in request[2]["Authorization"] for request in aws.signed) and aws.signed


def test_without_credentials_the_start_is_refused_with_what_to_do(aws, tmp_path):
    done = Cli(tmp_path, **settings_at(aws, tmp_path))("serve", timeout=60)
    assert done.returncode != 0 and "AWS_ACCESS_KEY_ID" in done.stderr, done.stderr
    assert not aws.signed


def test_keys_are_not_asked_for_over_plain_http_of_others(aws, tmp_path):
    elsewhere = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/container"}
    done = Cli(tmp_path, **settings_at(aws, tmp_path, **elsewhere))("tables", "verify")
    assert done.returncode != 0 and "AWS_CONTAINER_CREDENTIALS_FULL_URI" in done.stderr


# -- Servers ---------------------------------------------------------------------------------------------------------


@needs_tables
def test_counts_outlive_the_process(new_server, tables):
    server = new_server(**tables)
    merchant = Merchant(server.client)
    sku = merchant.counts(7)
    server.restart()
    merchant.adjusts(sku, -2)
    assert merchant.fresh(sku)["physical"] == 5 and merchant.ledger_agrees(sku)


@needs_tables
def test_two_servers_share_their_rows_and_one_of_them_tells_the_channel(new_server, tables, sink):
    servers = [new_server(name, **tables) for name in ("one", "two")]
    merchants = [Merchant(server.client) for server in servers]
    servers[0].client.put("/v1/channels/web", sink.channel()).expect(200)
    shop = Shop(servers[0]).connect()
    skus = [merchants[number % 2].counts(100) for number in range(4)]
    eventually(lambda: all(sink.shows(sku, 100) for sku in skus), "the channel shows all counts", within=40)

    # The same orders come to both, as they do when a reply was lost.
    twin = Shop(servers[1], name=shop.channel, secret=shop.secret)
    payload = lambda sku, number: order([Line(sku, 1, line_id=number * 10)], order_id=number)  # noqa: E731
    eventually(
        lambda: twin.deliver("orders/create", payload(skus[0], 4_999_999)).status == 200,
        "the other server knows the shop",
        within=20,
    )

    def deliver(number):
        webhook, body = str(uuid.uuid4()), payload(skus[number % 4], 5_000_000 + number)
        return {door.deliver("orders/create", body, webhook).data["status"] for door in (shop, twin)}

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(statuses == {"applied", "duplicate"} for statuses in pool.map(deliver, range(40)))
    expected = {sku: 90 for sku in skus}
    expected[skus[0]] -= 1
    for sku in skus:
        assert merchants[1].fresh(sku)["physical"] == expected[sku]
        assert merchants[0].ledger_agrees(sku)
    eventually(
        lambda: all(sink.shows(sku, expected[sku]) for sku in skus), "the channel shows what is left", within=40
    )

    # The one that has the channel dies: the other takes over within the life of a lease.
    servers[0].kill()
    merchants[1].adjusts(skus[0], -5)
    eventually(lambda: sink.shows(skus[0], expected[skus[0]] - 5), "the other server tells the channel", within=60)
    assert not sink.violations
