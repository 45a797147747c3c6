"""The reference of the HTTP API is what the API says of itself."""

from starters.http.reference import own_schema, page
from tests.docs.pages import page as read


async def test_the_reference_of_the_http_api_is_made_from_its_routes() -> None:
    told = read("docs/reference/http.md").text

    assert told == page(await own_schema())
