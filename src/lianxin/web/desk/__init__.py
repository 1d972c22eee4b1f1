"""The dispatch centre: the queue, intake on the phone, the monthly meeting, requests for time."""
