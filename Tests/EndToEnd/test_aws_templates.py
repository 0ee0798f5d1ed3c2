"""deploy/aws: templates that make what the engine makes, and rights that are enough and no more."""

import pathlib
import subprocess
import sys
import uuid

import pytest

from harness import Cli, Line, Merchant, Shop, eventually, without_store
from harness.server import ENCRYPTION_KEY
from harness.stores import ENDPOINT, needs_tables, on_tables

cfnlint = pytest.importorskip("cfnlint.decode")
boto3 = pytest.importorskip("boto3")

from cfnlint.template.transforms._language_extensions import language_extension  # noqa: E402
from cfnlint.template import Template as LintedTemplate  # noqa: E402

from harness.aws import Gate, Template, arn  # noqa: E402

pytestmark = without_store("runs on DynamoDB tables of its own in every run")

AWS = pathlib.Path(__file__).resolve().parents[2] / "deploy/aws"
METRIC_HELP = AWS.parents[1] / "Sources/App/Compose/MetricHelp.swift"


def read(name, **parameters):
    body, problems = cfnlint.decode(str(AWS / name))
    assert not problems, problems
    if body.get("Transform") == "AWS::LanguageExtensions":
        problems, body = language_extension(LintedTemplate(name, body, ["eu-central-1"]))
        assert not problems, problems
    return Template(body, **parameters)


@pytest.fixture
def prefix():
    return f"aws-{uuid.uuid4().hex[:12]}-"


def settings(prefix, endpoint):
    return on_tables(prefix, endpoint) | {"SYNCSTATE_ENCRYPTION_KEY": ENCRYPTION_KEY}


def client(service):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def tables_of(prefix):
    """By name without its prefix: what DynamoDB says that makes a table."""
    dynamodb = client("dynamodb")
    names = [name for page in dynamodb.get_paginator("list_tables").paginate() for name in page["TableNames"]]

    def described(name):
        table = dynamodb.describe_table(TableName=name)["Table"]
        ending = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        return {
            "keys": table["KeySchema"],
            "attributes": sorted((one["AttributeName"], one["AttributeType"]) for one in table["AttributeDefinitions"]),
            "indexes": sorted(
                (index["IndexName"], str(index["KeySchema"]), index["Projection"]["ProjectionType"])
                for index in table.get("GlobalSecondaryIndexes", [])
            ),
            "billing": table["BillingModeSummary"]["BillingMode"],
            "ends by": ending.get("AttributeName") if ending["TimeToLiveStatus"] == "ENABLED" else None,
            "recovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED",
        }

    return {name.removeprefix(prefix): described(name) for name in names if name.startswith(prefix)}


@pytest.mark.parametrize("template", sorted(path.name for path in AWS.glob("*.yaml")))
def test_templates_are_valid(template):
    lint = [pathlib.Path(sys.executable).with_name("cfn-lint"), "--regions", "eu-central-1", "us-east-1", "--", AWS / template]
    done = subprocess.run(lint, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_tables
def test_the_stack_has_the_tables_that_the_command_makes(tmp_path, prefix):
    mine = f"{prefix}cli-"
    assert Cli(tmp_path, **settings(mine, ENDPOINT))("tables", "create").returncode == 0
    made = tables_of(mine)
    cloudformation, stack = client("cloudformation"), f"{prefix}stack"
    cloudformation.create_stack(
        StackName=stack,
        TemplateBody=(AWS / "tables.yaml").read_text(),
        Parameters=[{"ParameterKey": "TablePrefix", "ParameterValue": f"{prefix}cfn-"}],
        Capabilities=["CAPABILITY_IAM"],
    )
    assert cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    created = tables_of(f"{prefix}cfn-")
    # The stand-in's CloudFormation leaves these two out; they are taken from the template.
    written = read("tables.yaml", TablePrefix="").of_type("AWS::DynamoDB::Table")
    for table in written.values():
        ending = table.get("TimeToLiveSpecification", {})
        created[table["TableName"]] |= {
            "ends by": ending.get("AttributeName") if ending.get("Enabled") else None,
            "recovery": table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
        }
    assert len(made) == 11 and created == made
    kept = [one for one in read("tables.yaml").resources.values() if one["Type"] == "AWS::DynamoDB::Table"]
    assert all(one["DeletionPolicy"] == one["UpdateReplacePolicy"] == "Retain" for one in kept)


def policy(prefix, name):
    policies = read("tables.yaml", TablePrefix=prefix).of_type("AWS::IAM::ManagedPolicy")
    return policies[name]["PolicyDocument"]["Statement"]


@pytest.fixture
def gate():
    gates = []

    def make(*arguments, **more):
        gates.append(Gate(ENDPOINT, *arguments, **more))
        return gates[-1]

    yield make
    for one in gates:
        one.close()


@needs_tables
def test_the_policy_for_tables_is_what_their_commands_need(tmp_path, prefix, gate):
    statements = policy(prefix, "TablesPolicy")
    guarded = gate(statements)
    cli = Cli(tmp_path, **settings(prefix, guarded.url))
    assert cli("tables", "create").returncode == 0
    assert cli("tables", "verify").returncode == 0
    assert cli("tables", "delete", "--yes").returncode == 0
    assert not guarded.refused
    assert {action for action, _ in guarded.used} == set(statements[0]["Action"])


@needs_tables
def test_a_server_works_with_the_policy_for_serving_and_needs_all_of_it(tmp_path, new_server, prefix, gate, sink):
    assert Cli(tmp_path, **settings(prefix, ENDPOINT))("tables", "create").returncode == 0
    statements = policy(prefix, "ServingPolicy")
    guarded = gate(statements)
    server = new_server(**settings(prefix, guarded.url), SETTLE_SECONDS=1)
    merchant, shop = Merchant(server.client), Shop(server).connect()
    server.client.put("/v1/channels/web", sink.channel()).expect(200)
    # More than one transaction takes: rows are locked, and the decision is a row of its own.
    skus = [merchant.counts(100) for _ in range(60)]
    lines = [Line(sku, 2) for sku in skus]
    sold = shop.sells(*lines)
    shop.refunds(sold["id"], [(lines[0], 1, "return")])
    rows = "".join(f"bulk-{number},5\n" for number in range(150))
    csv = f"sku,physical\n{rows}".encode()
    server.client.send("POST", "/v1/imports/inventory", body=csv, headers={"Content-Type": "text/csv"}).expect(200, 201)
    assert shop.deliver("orders/create", b"{").status != 401
    for path in ("inventory", "alerts/summary", "transactions", "quarantine", "privacy-requests", "keys", "tenants"):
        server.client.get(f"/v1/{path}").expect(200)
    for path in ("/v1/alerts", "/v1/returns"):
        server.client.get(path, sku=skus[0]).expect(200)
    eventually(lambda: all(sink.shows(sku, 98) for sku in skus[1:]), "the channel is told", within=40)
    server.client.delete("/v1/channels/web")
    # Rows of a channel that was deleted are taken away at the start, and now and then.
    server.restart()
    wanted = set(statements[0]["Action"])

    def every_right_is_used():
        assert not wanted - {action for action, _ in guarded.used}
        return True

    eventually(every_right_is_used, "every right is used", within=40)
    assert not guarded.refused
    indexes = {resource for _, resource in guarded.used if "/index/" in resource}
    assert indexes == {resource for resource in statements[0]["Resource"] if "/index/" in resource}
    tables = {resource for resource in statements[0]["Resource"] if "/index/" not in resource}
    assert {resource for _, resource in guarded.used} <= tables | indexes


def test_no_policy_reaches_beyond_the_prefix():
    for name in ("ServingPolicy", "TablesPolicy", "MovingPolicy"):
        for statement in policy("mine-", name):
            assert statement["Effect"] == "Allow" and not any("*" in action for action in statement["Action"])
            resources = statement["Resource"]
            for resource in [resources] if isinstance(resources, str) else resources:
                assert resource.startswith(arn("mine-"))


@needs_tables
def test_alarms_are_taken_by_cloudwatch_and_are_about_what_somebody_sends(prefix):
    topic = f"arn:aws:sns:eu-central-1:123456789012:{prefix}"
    template = read("alarms.yaml", TablePrefix=prefix, AlarmTopicArn=topic, MetricsNamespace="SyncState")
    alarms = template.of_type("AWS::CloudWatch::Alarm")
    tables = {table["TableName"] for table in read("tables.yaml", TablePrefix=prefix).of_type("AWS::DynamoDB::Table").values()}
    cloudwatch, watched, ours = client("cloudwatch"), set(), set()
    for alarm in alarms.values():
        cloudwatch.put_metric_alarm(**alarm | {"Threshold": float(alarm["Threshold"])})
        if "MetricName" in alarm:
            ours.add(alarm["MetricName"])
        for metric in (one["MetricStat"]["Metric"] for one in alarm.get("Metrics", []) if "MetricStat" in one):
            assert metric["Namespace"] == "AWS/DynamoDB"
            assert metric["MetricName"] in ("ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors")
            watched.add((metric["MetricName"], metric["Dimensions"][0]["Value"]))
    kinds = ("ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors")
    assert watched == {(kind, table) for kind in kinds for table in tables}
    assert ours and all(f'"{name}"' in METRIC_HELP.read_text() for name in ours)
    pages = cloudwatch.get_paginator("describe_alarms").paginate()
    stored = {alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]}
    assert {alarm["AlarmName"] for alarm in alarms.values()} <= stored and len(alarms) == 25
