"""Every write of the exchange: `listings` what is offered and wanted, `orders` who gives it
(点单-派单-接单-评单), `places` seats and waiting lists, `bookings` rooms.
"""
