"""For machines: REST with tokens and scopes, described by OpenAPI 3.1 at /api/v1/openapi.json.

`rest.py` has the operations, `shapes.py` what goes in and out, `tokens.py` who may call.
`open311/` speaks GeoReport v2 with other people's apps.
"""
