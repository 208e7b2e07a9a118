"""The paths that pages are at."""

from starlette.routing import Route

from api.app import FILES, PAGES

ROUTES = [route for router in (*PAGES, *FILES) for route in router.routes if isinstance(route, Route)]
PATHS = {route.path for route in ROUTES}
GET_PATHS = {route.path for route in ROUTES if "GET" in (route.methods or ())}
