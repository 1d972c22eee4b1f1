from __future__ import annotations

from django.urls import path

from lianxin.web.visits import (  # noqa: F401  kinds makes itself known
    campaigns,
    cards,
    doors,
    hazards,
    kinds,
    log,
    plain,
    round_views,
    thanks,
)

app_name = "visits"

urlpatterns = [
    # cards, and the log of a household
    path("cards/door/<uuid:pk>/", cards.door_card, name="door_card"),
    path("cards/door/<uuid:pk>/renew/", cards.renew_card, name="renew_card"),
    path("cards/<slug:place>/", cards.cards, name="cards"),
    path("cards/<slug:place>/building.pdf", cards.building_pdf, name="building_pdf"),
    path("cards/<slug:place>/doors.pdf", cards.doors_pdf, name="doors_pdf"),
    path("at/<slug:place>/", cards.serving, name="serving"),
    path("at/<slug:place>/contacts.vcf", cards.vcard, name="vcard"),
    path("log/<uuid:pk>/<str:code>/", log.log, name="log"),
    path("log/<uuid:pk>/<str:code>/ask/", log.ask, name="ask"),
    path("log/<uuid:pk>/<str:code>/contacts.vcf", cards.log_vcard, name="log_vcard"),
    path("log/<uuid:pk>/<str:code>/decline/", log.decline, name="decline"),
    path("log/<uuid:pk>/<str:code>/welcome/", log.welcome, name="welcome"),
    path("log/<uuid:pk>/<str:code>/<uuid:entry>/correct/", log.correct, name="correct"),
    path("log/<uuid:pk>/<str:code>/<uuid:entry>/forget/", log.forget, name="forget"),
    path("log/<uuid:pk>/<str:code>/photos/<uuid:photo>/", log.log_photo, name="log_photo"),
    # campaigns
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("campaigns/<str:ref>/", campaigns.campaign, name="campaign"),
    path("campaigns/<str:ref>/coverage.xlsx", campaigns.campaign_xlsx, name="campaign_xlsx"),
    path("campaigns/<str:ref>/shapes/", campaigns.campaign_shapes, name="campaign_shapes"),
    path("campaigns/<str:ref>/engage/", campaigns.campaign_engage, name="campaign_engage"),
    path("campaigns/<str:ref>/deal/", campaigns.campaign_deal, name="campaign_deal"),
    path("campaigns/<str:ref>/start/", campaigns.campaign_start, name="campaign_start"),
    path("campaigns/<str:ref>/end/", campaigns.campaign_end, name="campaign_end"),
    path("campaigns/<str:ref>/reopen/", campaigns.campaign_reopen, name="campaign_reopen"),
    path("campaigns/<str:ref>/calls/", campaigns.campaign_calls, name="campaign_calls"),
    path(
        "campaigns/<str:ref>/calls/hand-over/",
        campaigns.campaign_hand_over,
        name="campaign_hand_over",
    ),
    path(
        "campaigns/<str:ref>/calls.xlsx",
        campaigns.campaign_calls_xlsx,
        name="campaign_calls_xlsx",
    ),
    # buildings and their doors
    path("doors/", doors.doors, name="doors"),
    path("doors/bring/", doors.doors_bring, name="doors_bring"),
    path("doors/template.xlsx", doors.doors_template, name="doors_template"),
    path("doors/<slug:place>/", doors.building, name="building"),
    path("doors/<slug:place>/doors.xlsx", doors.building_xlsx, name="building_xlsx"),
    path("doors/<slug:place>/draw/", doors.building_draw, name="building_draw"),
    path("doors/<slug:place>/put/", doors.building_put, name="building_put"),
    path("doors/<slug:place>/retire/", doors.building_retire, name="building_retire"),
    # hazards
    path("hazards/", hazards.hazards, name="hazards"),
    path("hazards/new/", hazards.hazard_new, name="hazard_new"),
    path("hazards/all.xlsx", hazards.hazards_xlsx, name="hazards_xlsx"),
    path("hazards/<str:ref>/", hazards.hazard, name="hazard"),
    path("hazards/<str:ref>/photos/<uuid:pk>/", hazards.hazard_photo, name="hazard_photo"),
    path("hazards/<str:ref>/check/", hazards.hazard_check, name="hazard_check"),
    path("hazards/<str:ref>/dismiss/", hazards.hazard_dismiss, name="hazard_dismiss"),
    path("hazards/<str:ref>/fix/", hazards.hazard_fix, name="hazard_fix"),
    path("hazards/<str:ref>/recheck/", hazards.hazard_recheck, name="hazard_recheck"),
    path("hazards/<str:ref>/reopen/", hazards.hazard_reopen, name="hazard_reopen"),
    # plain words
    path("plain/", plain.plain, name="plain"),
    path("plain/own/", plain.plain_own, name="plain_own"),
    path("plain/write/", plain.plain_write, name="plain_write"),
    path("plain/<str:ref>/", plain.plain_one, name="plain_one"),
    path("plain/<str:ref>/card.pdf", plain.plain_pdf, name="plain_pdf"),
    path("plain/<str:ref>/revise/", plain.plain_revise, name="plain_revise"),
    path("plain/<str:ref>/withdraw/", plain.plain_withdraw, name="plain_withdraw"),
    # letters of thanks
    path("thanks/", thanks.thanks, name="thanks"),
    path("thanks/new/", thanks.thanks_new, name="thanks_new"),
    path("thanks/<str:ref>/", thanks.thanks_one, name="thanks_one"),
    path("thanks/<str:ref>/letter.pdf", thanks.thanks_pdf, name="thanks_pdf"),
    path("thanks/<str:ref>/send/", thanks.thanks_send, name="thanks_send"),
    path("thanks/<str:ref>/drop/", thanks.thanks_drop, name="thanks_drop"),
    path("thanks/<str:ref>/agree/", thanks.thanks_agree, name="thanks_agree"),
    path("thanks/<str:ref>/refuse/", thanks.thanks_refuse, name="thanks_refuse"),
    # the phone of who calls at doors
    path("", round_views.round, name="round"),
    path("calls/<uuid:pk>/", round_views.call, name="call"),
    path("calls/<uuid:pk>/photos/<uuid:photo>/", round_views.photo, name="photo"),
    path("calls/<uuid:pk>/photos/", round_views.photos, name="photos"),
]
