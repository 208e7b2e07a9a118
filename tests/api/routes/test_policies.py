import pytest

from tests.api.conftest import AMAZON, CANONICAL, IRELAND


def test_the_policy_of_a_region_names_its_publishers_accounts(client):
    answer = client.json("/v1/policies/allowed-amis", region=IRELAND, max_age_days=365)

    (criterion,) = answer["image_criteria"]
    assert {"amazon", CANONICAL, AMAZON} <= set(criterion["ImageProviders"])
    assert criterion["CreationDateCondition"] == {"MaximumDaysSinceCreated": 365}
    assert answer["notes"]


def test_allow_deny_and_product_codes_are_read(client):
    answer = client.json(
        "/v1/policies/allowed-amis",
        region=IRELAND,
        at_least="verified",
        allow=f"publisher:canonical,owner:{AMAZON}",
        deny="publisher:canonical",
        product_code="abc",
        include_deprecated="false",
    )

    accounts, marketplace = answer["image_criteria"]
    assert accounts["ImageProviders"] == ["amazon", AMAZON]
    assert marketplace["MarketplaceProductCodes"] == ["abc"]
    assert accounts["DeprecationTimeCondition"] == {"MaximumDaysSinceDeprecated": 0}


@pytest.mark.parametrize(
    "wrong",
    [
        {"region": "mars"},
        {"at_least": "unverified"},
        {"max_age_days": "-1"},
        {"deny": "who:me"},
        {"allow": "owner:12"},
        {"product_code": "a b"},
    ],
)
def test_what_is_wrong_is_told(client, wrong):
    response = client.ask("/v1/policies/allowed-amis", **({"region": IRELAND} | wrong))

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"].split(".")[0] in wrong


def test_a_region_is_needed(client):
    assert client.ask("/v1/policies/allowed-amis").status_code == 422
