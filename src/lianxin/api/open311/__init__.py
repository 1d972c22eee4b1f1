"""Open311 GeoReport v2 for other people's apps, in XML and JSON, under /open311/v2/.

`views.py` has the calls, `door.py` what all of them share: the district, the key, the format, the
errors. What a caller may see is decided in `sight.py` alone.
"""
