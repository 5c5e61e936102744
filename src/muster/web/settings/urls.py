"""Pages that set what an environment does, below `e/<environment>/settings/`."""

from django.urls import path

from muster.web.settings import connections, general, mappings, people, rules

urlpatterns = [
    path("", general.settings, name="settings"),
    path("people/", people.members, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:member_id>/role/", people.change_role, name="change_role"),
    path("people/<int:member_id>/remove/", people.remove, name="remove_member"),
    path("people/invitations/<int:invitation_id>/again/", people.invite_again, name="invite_again"),
    path("people/invitations/<int:invitation_id>/withdraw/", people.withdraw, name="withdraw"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<code>/", rules.rule, name="rule"),
    path("rules/<code>/change/", rules.change_rule, name="change_rule"),
    path("connections/", connections.connections, name="connections"),
    path("connections/recurly/", connections.connect_recurly, name="connect_recurly"),
    path("connections/exact-online/", connections.connect_exact, name="connect_exact"),
    path("connections/exact-online/back/", connections.exact_back, name="exact_back"),
    path("connections/exact-online/division/", connections.exact_division, name="exact_division"),
    path("connections/<source>/test/", connections.test, name="test_connection"),
    path("connections/<source>/schedule/", connections.schedule, name="schedule_connection"),
    path("connections/<source>/end/", connections.disconnect, name="disconnect"),
    path("mappings/", mappings.saved, name="mappings"),
    path("mappings/<int:mapping_id>/forget/", mappings.forget, name="forget_mapping"),
]
