"""Messages that must go out: written in the transaction of the deed, sent by a worker.

Knows how to send (site inbox, e-mail, SMS gateway, group bots, webhooks), not what the messages
are about: each room says that in its `notices.py` and words it in `templates/outbox/<kind>.txt`.
Start with `actions.py`.
"""
