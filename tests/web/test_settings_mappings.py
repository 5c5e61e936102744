"""Mappings that were saved: listed, and forgotten."""

from muster.imports import mappings


def test_a_saved_mapping_is_shown_and_forgotten(house):
    database = house.database()
    mapping = {"Naam": "lastname", "Straat+Nr": "address", "Opmerking": None}
    mappings.save(database, house.environment.id, "shape", mapping)
    page = house.alice.get(house.path("settings/mappings/"))
    for text in ("Straat+Nr", "Last name", "Opmerking", "is ignored"):
        assert text in page.text
    [saved] = mappings.listed(database, house.environment.id)
    done = house.alice.post(house.path(f"settings/mappings/{saved.id}/forget/"))
    assert "The mapping was forgotten." in done.text
    assert mappings.listed(database, house.environment.id) == []
    database.close()
    assert house.alice.post(house.path(f"settings/mappings/{saved.id}/forget/")).status_code == 404
