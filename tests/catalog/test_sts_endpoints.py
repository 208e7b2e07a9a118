"""Which hosts are AWS's STS: as botocore's own endpoint rules have them, and no others."""

import botocore.session
import pytest
from botocore.endpoint_provider import EndpointProvider

from catalog.sts_endpoints import partition_of_sts_host


@pytest.fixture(scope="module")
def botocore_says():
    loader = botocore.session.get_session().get_component("data_loader")
    provider = EndpointProvider(loader.load_service_model("sts", "endpoint-rule-set-1"), loader.load_data("partitions"))
    regions = [
        (partition["id"], region)
        for partition in loader.load_data("partitions")["partitions"]
        for region in partition["regions"]
        if not region.endswith("-global")
    ]

    def hosts(fips):
        for partition, region in regions:
            endpoint = provider.resolve_endpoint(
                Region=region, UseFIPS=fips, UseDualStack=False, UseGlobalEndpoint=False
            )
            yield endpoint.url.removeprefix("https://"), partition

    return hosts


@pytest.mark.parametrize("fips", [False, True])
def test_every_endpoint_of_sts_is_known_with_its_partition(botocore_says, fips):
    found = {host: partition_of_sts_host(host) for host, _ in botocore_says(fips)}

    assert len(found) > 30
    assert found == dict(botocore_says(fips))


@pytest.mark.parametrize(
    "host",
    [
        "",
        "amazonaws.com",
        "sts.evil.example",
        "sts.amazonaws.com.evil.example",
        "sts.us-east-1.amazonaws.com.evil.example",
        "sts.us-east-1.amazonaws.com.",
        "ststs.us-east-1.amazonaws.com",
        "sts.us-east-1.evil.amazonaws.com",
        "sts.cn-north-1.amazonaws.com",
        "sts.us-east-1.amazonaws.com.cn",
        "sts.us-east-1",
        "ec2.us-east-1.amazonaws.com",
        "s3.us-east-1.amazonaws.com",
        "evil.sts.us-east-1.amazonaws.com",
        "169.254.169.254",
        "127.0.0.1",
        "STS.US-EAST-1.AMAZONAWS.COM",
    ],
)
def test_other_hosts_are_nobodys(host):
    assert partition_of_sts_host(host) is None
