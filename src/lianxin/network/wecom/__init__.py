"""Sign in with WeCom (企业微信): by QR code in a browser, at once inside the WeCom app.

For an internal app (自建应用) of one corporation. Start with `views.py`; `docs/operate/sign-in.md`
says what to enter where.
"""
