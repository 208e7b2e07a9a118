from tests.api.test_openapi import OPERATIONS


def test_the_interface_is_listed_whole(visitor):
    page = visitor.page("/api")

    assert {f"/api/{operation}" for operation in OPERATIONS} <= set(page.values("a", "href"))


def test_each_operation_has_a_page_with_its_parameters_and_problems(visitor):
    paths = visitor.json("/openapi.json")["paths"]
    for item in paths.values():
        for operation in item.values():
            page = visitor.page(f"/api/{operation['operationId']}")
            for parameter in operation.get("parameters", []):
                assert parameter["name"] in page.text
                assert parameter["description"] in page.text


def test_the_members_of_a_body_are_told(visitor):
    assert "image_ids" in visitor.page("/api/getVerdicts").text


def test_an_operation_that_is_not_there_is_a_page_that_says_so(visitor):
    assert "/api lists those there are" in visitor.page("/api/sing", status=404).text
