"""Relay a case for somebody else: three fields on a phone, and a slip with the code."""
