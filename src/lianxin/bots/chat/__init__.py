"""A bot in WeCom and DingTalk that files a case and says how it stands. Start with `talk.py`."""
